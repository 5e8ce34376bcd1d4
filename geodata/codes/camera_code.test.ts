import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cameraCode, parseCameraCode } from './camera_code.ts';
import { cameraTypes } from './camera_types.ts';
import { isCode } from './code_error.ts';

const anyCamera = fc.record({
  centre: fc.stringMatching(/^\d{8}$/),
  industry: fc.stringMatching(/^\d{2}$/),
  type: fc.constantFrom(...cameraTypes.all.map(({ code }) => code)),
  serial: fc.integer({ min: 0, max: 9_999_999 })
});

test('a camera code is 20 digits and gives back its parts', () => {
  fc.assert(
    fc.property(anyCamera, (parts) => {
      const code = cameraCode(parts);
      expect(code).toMatch(/^\d{20}$/);
      expect(parseCameraCode(code)).toEqual(parts);
    })
  );
  expect(cameraCode({ centre: '22010200', industry: '01', type: '132', serial: 42 })).toBe('22010200011320000042');
});

test('other lengths and letters are refused', () => {
  for (const code of ['', '2201020001132000004', '220102000113200000420', '2201020001132000004X']) {
    expect(isCode(parseCameraCode, code)).toBe(false);
  }
  expect(() => cameraCode({ centre: '220102', industry: '01', type: '132', serial: 1 })).toThrow('8 digits');
});
