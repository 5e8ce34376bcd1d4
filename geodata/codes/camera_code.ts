import { digits, serialDigits } from './code_error.ts';

/** The parts of a 20-digit device code, rule A of GB/T 28181 annex D. */
export interface CameraCode {
  /** Eight digits of division, the monitoring centre: county, then two more for what lies below it. */
  centre: string;
  /** Two digits of industry; 01 is social order, joined at community level. */
  industry: string;
  /** Three digits of device type: a code of `camera_types.json`. */
  type: string;
  /** 0–9999999; the first of its seven digits tells the network. */
  serial: number;
}

/** The 20 digits of a device. CodeError `digits` or `serial_range`. */
export function cameraCode({ centre, industry, type, serial }: CameraCode): string {
  return (
    digits(centre, 8, '中心编码', 'a centre code') +
    digits(industry, 2, '行业编码', 'an industry code') +
    digits(type, 3, '类型编码', 'a type code') +
    serialDigits(serial, 7, 0)
  );
}

/** The inverse of `cameraCode`. CodeError `digits`. */
export function parseCameraCode(code: string): CameraCode {
  digits(code, 20, '设备编码', 'a device code');
  return {
    centre: code.slice(0, 8),
    industry: code.slice(8, 10),
    type: code.slice(10, 13),
    serial: Number(code.slice(13))
  };
}
