import { expect, test } from 'vitest';
import { addressKeys, plainAddress, streetNumber } from './address-keys.ts';

const keys = (text: string) => addressKeys(plainAddress(text)).map(({ key }) => key);

test('an address is looked for whole, by building, by house and by compound', () => {
  expect(keys('解放大路 123号 阳光小区 3栋 2单元 501室')).toEqual([
    '解放大路123号阳光小区3号楼',
    '阳光小区3号楼',
    '解放大路123号',
    '阳光小区'
  ]);
});

test('figures, brackets and wide signs are written in one way', () => {
  expect(plainAddress('阳光小区（一期）　十二号楼')).toBe('阳光小区12号楼');
  expect(plainAddress('东大街２３号')).toBe('东大街23号');
  expect(streetNumber('东大街23号长春饭店')).toBe('东大街23号');
  expect(streetNumber('阳光小区')).toBeNull();
});

test('a road alone is no address', () => {
  expect(keys('人民大街')).toEqual(['人民大街']);
});
