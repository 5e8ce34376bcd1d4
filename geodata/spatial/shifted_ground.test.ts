import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { sharedData, testWithSharedData } from '../../tests/support/shared.ts';
import { mayBeShifted } from './shifted_ground.ts';

test('the furthest places inside are inside', () => {
  const inside: Record<string, [number, number]> = {
    喀什: [75.99, 39.47],
    塔什库尔干: [75.23, 37.77],
    乌恰吉根: [73.6, 39.5],
    日土: [79.7, 33.4],
    噶尔: [78.8, 32.5],
    普兰: [81.2, 30.3],
    吉隆: [85.3, 28.4],
    亚东: [88.9, 27.5],
    错那: [91.9, 27.2],
    墨脱: [95.3, 29.3],
    察隅: [97.0, 28.0],
    瑞丽: [97.85, 24.0],
    勐腊: [101.69, 21.18],
    河口: [103.96, 22.5],
    东兴: [107.97, 21.54],
    三亚: [109.5, 18.2],
    永兴岛: [112.33, 16.83],
    曾母暗沙: [112.28, 3.97],
    黄岩岛: [117.75, 15.15],
    香港: [114.17, 22.3],
    澳门: [113.54, 22.19],
    台北: [121.56, 25.03],
    兰屿: [121.55, 22.05],
    钓鱼岛: [123.47, 25.75],
    赤尾屿: [124.56, 25.92],
    丹东: [124.4, 40.1],
    集安: [126.2, 41.1],
    延吉: [129.5, 42.9],
    珲春: [130.6, 42.5],
    虎林: [133.5, 45.3],
    抚远: [134.9, 48.35],
    黑河: [127.5, 50.25],
    漠河: [122.5, 53.5],
    满洲里: [117.4, 49.6],
    二连浩特: [111.97, 43.65],
    额济纳: [100.5, 42.3],
    哈密北: [95.0, 44.2],
    喀纳斯: [87.0, 49.0],
    塔城: [82.9, 46.8],
    霍尔果斯: [80.4, 44.2]
  };
  for (const [name, at] of Object.entries(inside)) expect(mayBeShifted(at), name).toBe(true);
});

test('cities of the neighbours and of the rest of the world are outside', () => {
  const outside: Record<string, [number, number]> = {
    Seoul: [126.98, 37.57],
    Pyongyang: [125.75, 39.02],
    Tokyo: [139.7, 35.7],
    Fukuoka: [130.4, 33.6],
    Ulaanbaatar: [106.9, 47.9],
    Irkutsk: [104.3, 52.3],
    Khabarovsk: [136.2, 48.5],
    Almaty: [76.9, 43.25],
    Bishkek: [74.6, 42.87],
    Delhi: [77.2, 28.6],
    Dhaka: [90.4, 23.8],
    Mandalay: [96.1, 21.97],
    Hanoi: [105.85, 21.03],
    Vientiane: [102.6, 17.97],
    Bangkok: [100.5, 13.7],
    Manila: [120.98, 14.6],
    Vaduz: [9.52, 47.14],
    Monaco: [7.42, 43.74]
  };
  for (const [name, at] of Object.entries(outside)) expect(mayBeShifted(at), name).toBe(false);
});

testWithSharedData('all 664 cities are inside', () => {
  const cities = JSON.parse(readFileSync(sharedData('datum/china_cities_frames.json'), 'utf8')) as {
    coords: { WGS84: [number, number] };
  }[];
  expect(cities.filter(({ coords }) => !mayBeShifted(coords.WGS84))).toEqual([]);
});
