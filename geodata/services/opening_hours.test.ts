import { describe, expect, test } from 'vitest';
import { openAt, readOpeningHours, weekInWords } from '#geodata/services/opening_hours.ts';

const at = (hours: number, minutes = 0) => hours * 60 + minutes;
const week = (text: string) => readOpeningHours(text)!;

describe('opening hours', () => {
  test.each([
    ['Mo-Fr 15:00-20:30; Sa,Su 08:30-17:30', '周一至周五 15:00–20:30；周六、周日 08:30–17:30'],
    ['Mo-Fr 08:30-11:30,13:00-17:00', '周一至周五 08:30–11:30、13:00–17:00'],
    ['24/7', '全天'],
    ['05:30-22:00', '每天 05:30–22:00'],
    ['Mo-Su 09:00-22:00; Tu off', '周一 09:00–22:00；周三至周日 09:00–22:00'],
    ['Fr-Mo 10:00-24:00', '周一 10:00–24:00；周五至周日 10:00–24:00']
  ])('%s is said as %s', (text, said) => {
    expect(weekInWords(week(text), 'zh')).toBe(said);
  });

  test('are said in English too', () => {
    expect(weekInWords(week('Mo-Fr 15:00-20:30; Sa,Su 08:30-17:30'), 'en')).toBe(
      'Mon–Fri 15:00–20:30; Sat, Sun 08:30–17:30'
    );
  });

  test.each(['sunrise-sunset', 'PH off', 'Jan-Mar 10:00-12:00', 'Mo-Fr', 'by appointment', 'Mo 25:00-26:00'])(
    'that are not understood are not guessed: %s',
    (text) => {
      expect(readOpeningHours(text)).toBeNull();
    }
  );

  test('end at the minute they say', () => {
    const hours = week('Mo-Fr 08:30-17:00');
    expect(openAt(hours, 0, at(8, 29)).open).toBe(false);
    expect(openAt(hours, 0, at(8, 30))).toEqual({ open: true, until: at(17) });
    expect(openAt(hours, 0, at(17)).open).toBe(false);
    expect(openAt(hours, 5, at(10)).open).toBe(false);
  });

  test('may reach into the next day', () => {
    const hours = week('Sa 20:00-02:00');
    expect(openAt(hours, 6, at(1, 30))).toEqual({ open: true, until: at(2) });
    expect(openAt(hours, 5, at(1, 30)).open).toBe(false);
  });

  test('that never end have no end to tell', () => {
    expect(openAt(week('24/7'), 3, at(12))).toEqual({ open: true, until: null });
  });
});
