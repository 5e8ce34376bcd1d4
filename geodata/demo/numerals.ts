const DIGITS = '零一二三四五六七八九';

/** 1 to 99 in Chinese: 三, 十, 十二, 二十五. */
export function chineseNumber(n: number): string {
  const tens = Math.floor(n / 10);
  const ones = n % 10;
  return (tens > 1 ? DIGITS[tens] : '') + (tens > 0 ? '十' : '') + (ones > 0 || n === 0 ? DIGITS[ones] : '');
}
