import { defineWords } from '$lib/words/index.ts';

export const basemapWords = defineWords({
  zh: {
    button: '底图与影像',
    title: '底图与影像',
    close: '关闭',
    order: '上面的盖住下面的。您的选择会记在这个浏览器里。',
    opacity: (name: string) => `${name}：不透明度`,
    up: (name: string) => `${name}：上移一层`,
    down: (name: string) => `${name}：下移一层`,
    silent: '没有回应，稍后自动重试',
    zoom: (min: number, max: number) => `级别 ${min}–${max}`,
    outside: (min: number) => `放大到 ${min} 级以上可见`,
    vector: '矢量',
    raster: '影像'
  },
  en: {
    button: 'Basemaps and imagery',
    title: 'Basemaps and imagery',
    close: 'Close',
    order: 'Upper ones cover lower ones. This browser remembers your choice.',
    opacity: (name) => `${name}: opacity`,
    up: (name) => `${name}: move up`,
    down: (name) => `${name}: move down`,
    silent: 'does not answer; it is asked again shortly',
    zoom: (min, max) => `zooms ${min}–${max}`,
    outside: (min) => `seen from zoom ${min}`,
    vector: 'vector',
    raster: 'imagery'
  }
});
