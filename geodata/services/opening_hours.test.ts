import { describe, expect, test } from 'vitest';
import { openAt, readOpeningHours } from '#geodata/services/opening_hours.ts';
import { hoursInWords } from '#geodata/services/opening_words.ts';

const hours = (text: string) => readOpeningHours(text)!;
const at = (weekday: number, hour: number, minute = 0, month = 11, date = 24) => ({
  month,
  date,
  weekday,
  minute: hour * 60 + minute
});

describe('opening hours', () => {
  test.each([
    ['Mo-Fr 15:00-20:30; Sa,Su 08:30-17:30', '周一至周五 15:00–20:30；周六、周日 08:30–17:30'],
    ['Mo-Fr 08:30-11:30,13:00-16:30; PH off', '周一至周五 08:30–11:30、13:00–16:30；法定节假日休息'],
    ['24/7', '全天'],
    ['05:30-22:00', '每天 05:30–22:00'],
    ['Tu-Su 09:00-20:00; Mo off', '周二至周日 09:00–20:00'],
    ['Fr-Mo 10:00-24:00', '周一 10:00–24:00；周五至周日 10:00–24:00'],
    [
      'Apr 15-Oct 25: Mo-Su 05:00-22:00; Oct 26-Apr 14: Mo-Su 05:30-21:30',
      '4月15日至10月25日 每天 05:00–22:00；10月26日至4月14日 每天 05:30–21:30'
    ],
    ['Apr-Oct: Mo-Su 05:00-23:00; Nov-Mar: Mo-Su 06:00-21:00', '4月至10月 每天 05:00–23:00；11月至3月 每天 06:00–21:00']
  ])('%s is said as %s', (text, said) => {
    expect(hoursInWords(hours(text), 'zh')).toBe(said);
  });

  test('are said in English too', () => {
    expect(hoursInWords(hours('Apr 15-Oct 25: Mo-Fr 15:00-20:30; Apr 15-Oct 25: Sa,Su 08:30-17:30'), 'en')).toBe(
      '15 Apr–25 Oct Mon–Fri 15:00–20:30; Sat, Sun 08:30–17:30'
    );
  });

  test.each([
    'sunrise-sunset',
    'SH off',
    'PH 10:00-12:00',
    'Dec,May-Aug: Su 10:00-19:00',
    'Mo-Fr',
    'by appointment',
    'Mo 25:00-26:00',
    'Mo-Sa 07:00-00:30, Su 07:00-24:00',
    '+423 232 48 18',
    ''
  ])('that are not understood are not guessed: %s', (text) => {
    expect(readOpeningHours(text)).toBeNull();
  });

  test('end at the minute they say', () => {
    const office = hours('Mo-Fr 08:30-17:00');
    expect(openAt(office, at(0, 8, 29)).open).toBe(false);
    expect(openAt(office, at(0, 8, 30))).toEqual({ open: true, until: 17 * 60 });
    expect(openAt(office, at(0, 17)).open).toBe(false);
    expect(openAt(office, at(5, 10)).open).toBe(false);
  });

  test('may reach into the next day', () => {
    const bar = hours('Sa 20:00-02:00');
    expect(openAt(bar, at(6, 1, 30))).toEqual({ open: true, until: 2 * 60 });
    expect(openAt(bar, at(5, 1, 30)).open).toBe(false);
  });

  test('follow the season, over the turn of the year too', () => {
    const bus = hours('Apr 15-Oct 25: Mo-Su 05:00-22:00; Oct 26-Apr 14: Mo-Su 05:30-21:30');
    expect(openAt(bus, at(0, 21, 45, 7, 1)).open).toBe(true);
    expect(openAt(bus, at(0, 21, 45, 12, 31)).open).toBe(false);
    expect(openAt(bus, at(0, 21, 0, 1, 1))).toEqual({ open: true, until: 21 * 60 + 30 });
  });

  test('that never end have no end to tell', () => {
    expect(openAt(hours('24/7'), at(3, 12))).toEqual({ open: true, until: null });
  });
});
