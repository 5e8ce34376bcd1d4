import { defineWords } from '$lib/words/index.ts';

export const timeWords = defineWords({
  zh: {
    player: '时间播放',
    play: '播放',
    pause: '暂停',
    back: '上一步',
    forward: '下一步',
    time: '时间窗口',
    speed: '播放速度',
    frames: (n: number) => `${n} 步/秒`
  },
  en: {
    player: 'Time player',
    play: 'Play',
    pause: 'Pause',
    back: 'One step back',
    forward: 'One step forward',
    time: 'Window of time',
    speed: 'Speed',
    frames: (n: number) => `${n} a second`
  }
});
