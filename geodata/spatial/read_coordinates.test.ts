import { expect, test } from 'vitest';
import { converter } from './datum.ts';
import type { XY } from './plane.ts';
import { readCoordinates } from './read_coordinates.ts';

const changchun: XY = [125.3245, 43.8868];
/** The first reading of a text, in WGS84. */
function read(text: string, near: XY = changchun): XY | null {
  const [first] = readCoordinates(text, near);
  return first ? converter(first.frames[0]!, 'wgs84')(first.at) : null;
}

test.each([
  '125.3245,43.8868',
  '125.3245, 43.8868',
  '125.3245 43.8868',
  '125.3245\t43.8868',
  '125.3245，43.8868',
  '１２５.３２４５，４３.８８６８',
  '(125.3245, 43.8868)',
  '[125.3245,43.8868]',
  '43.8868,125.3245',
  '43.8868N 125.3245E',
  'N43.8868 E125.3245',
  'N43.8868E125.3245',
  'lng: 125.3245, lat: 43.8868',
  'lat=43.8868 lng=125.3245',
  '经度125.3245 纬度43.8868',
  '经度：125.3245，纬度：43.8868',
  '东经125.3245 北纬43.8868',
  '北纬43.8868°，东经125.3245°',
  'geo:43.8868,125.3245',
  'https://map.example.org/command#map=15/43.8868/125.3245&layers=roads',
  '#map=12.5/43.8868/125.3245',
  '42445717.761,4861466.420',
  '4861466.420 42445717.761',
  '445717.761, 4861466.420',
  'X坐标4861466.420 Y坐标42445717.761',
  `43°53'12.48" 125°19'28.2"`,
  '43°53′12.48″N 125°19′28.2″E',
  'N43°53′12.48″E125°19′28.2″',
  '东经125度19分28.2秒，北纬43度53分12.48秒',
  `125°19.47' 43°53.208'`,
  `125° 19' 28.2" E, 43° 53' 12.48" N`
])('%s is the middle of Changchun', (text) => {
  const [lng, lat] = read(text)!;
  expect(lng).toBeCloseTo(125.3245, 6);
  expect(lat).toBeCloseTo(43.8868, 6);
});

test.each([
  '',
  '人民大街 12 号',
  '12, 3',
  '3 栋 2 单元',
  '220102',
  '125.3',
  '125.3245,',
  '2026-03-01 14:05',
  '0431 8888 9999',
  '13800001234 44',
  '200.5, 95.2',
  'E125.3 E43.8',
  '1.5.2, 3.4'
])('%j is no place', (text) => {
  expect(readCoordinates(text, changchun)).toEqual([]);
});

test('degrees in China may be meant in three frames, elsewhere in one', () => {
  expect(readCoordinates('125.3245,43.8868', changchun)[0]!.frames).toEqual(['wgs84', 'gcj02', 'bd09']);
  expect(readCoordinates('9.52,47.14', changchun).map(({ frames }) => frames)).toEqual([['wgs84'], ['wgs84']]);
  expect(readCoordinates('geo:43.8868,125.3245', changchun)[0]!.frames).toEqual(['wgs84']);
});

test('where both orders are on the earth, the one in China is meant', () => {
  expect(readCoordinates('43.8,87.6', changchun).map(({ at }) => at)).toEqual([[87.6, 43.8]]);
  expect(readCoordinates('87.6,43.8', changchun).map(({ at }) => at)).toEqual([[87.6, 43.8]]);
  expect(readCoordinates('7.42,43.73', changchun).map(({ at }) => at)).toEqual([
    [7.42, 43.73],
    [43.73, 7.42]
  ]);
});

test('south and west are negative', () => {
  expect(read('33.8688S 151.2093E')).toEqual([151.2093, -33.8688]);
  expect(read('西经122.4 北纬37.8')).toEqual([-122.4, 37.8]);
  expect(read('-122.4194, 37.7749')).toEqual([-122.4194, 37.7749]);
});

test('metres that carry their zone are of that zone, others of the zones around the view', () => {
  expect(readCoordinates('42445717.761,4861466.42', changchun)[0]!.frames).toEqual(['epsg:4530']);
  expect(readCoordinates('21445717.761,4861466.42', changchun)[0]!.frames).toEqual(['epsg:4499']);
  expect(readCoordinates('445717.761,4861466.42', changchun)[0]!.frames).toEqual(['epsg:4551', 'epsg:4510']);
  expect(readCoordinates('445717.761,4861466.42', [7, 43])).toEqual([]);
});
