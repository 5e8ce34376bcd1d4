import { digits, serialDigits } from './code_error.ts';

/** The parts of a 17-digit component code 管理部件标识码 (GB/T 47678.5-2026). */
export interface ComponentCode {
  /** The 6-digit county. */
  county: string;
  /** Two digits of the major and three of the minor class: a code of `component_kinds.json`. */
  kind: string;
  /** 1–999999, unique within county and kind. */
  serial: number;
}

/** The parts of an 11-digit matter code 事项代码: what happens in which county, not one case of it. */
export type MatterCode = Omit<ComponentCode, 'serial'>;

/** County, kind and serial as 17 digits. CodeError `digits` or `serial_range`. */
export function componentCode({ county, kind, serial }: ComponentCode): string {
  return matterCode({ county, kind }) + serialDigits(serial, 6);
}

/** The inverse of `componentCode`. CodeError `digits` or, for a serial of zero, `serial_range`. */
export function parseComponentCode(code: string): ComponentCode {
  digits(code, 17, '部件标识码', 'a component code');
  const serial = Number(code.slice(11));
  serialDigits(serial, 6);
  return { ...parseMatterCode(code.slice(0, 11)), serial };
}

/** County and kind as 11 digits. CodeError `digits`. */
export function matterCode({ county, kind }: MatterCode): string {
  return digits(county, 6, '县级代码', 'a county code') + digits(kind, 5, '类型代码', 'a kind code');
}

/** The inverse of `matterCode`. CodeError `digits`. */
export function parseMatterCode(code: string): MatterCode {
  digits(code, 11, '事项代码', 'a matter code');
  return { county: code.slice(0, 6), kind: code.slice(6) };
}
