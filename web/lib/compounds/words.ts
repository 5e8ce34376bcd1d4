import { defineWords } from '$lib/words/index.ts';

export const compoundWords = defineWords({
  zh: {
    title: '小区组成',
    contract: '物业合同',
    states: {
      unknown: '未登记合同期限',
      ahead: '合同尚未开始',
      running: '合同有效',
      ending: '合同即将到期',
      expired: '合同已到期'
    },
    noCompany: '未登记物业服务企业',
    left: (days: number) => (days === 0 ? '今天到期' : `还有 ${days} 天`),
    over: (days: number) => `已超期 ${days} 天`,
    totals: '合计',
    buildings: (n: string) => `${n} 栋`,
    units: (n: string) => `${n} 单元`,
    households: (n: string) => `${n} 户`,
    gates: (n: string) => `${n} 个出入口`,
    buildingList: (n: string) => `楼栋（${n}）`,
    gateList: (n: string) => `出入口（${n}）`,
    building: (number: string) => `${number} 号楼`,
    floors: (n: number) => `${n} 层`,
    loading: '正在读取楼栋与出入口…',
    failed: '楼栋与出入口没有读到。',
    retry: '重试',
    noBuildings: '没有登记的楼栋。导入建筑后会按位置自动归入小区。',
    noGates: '没有登记的出入口。'
  },
  en: {
    title: 'What belongs to it',
    contract: 'Property contract',
    states: {
      unknown: 'no term recorded',
      ahead: 'has not begun',
      running: 'in force',
      ending: 'ends soon',
      expired: 'has expired'
    },
    noCompany: 'No property company recorded',
    left: (days) => (days === 0 ? 'ends today' : `${days} days left`),
    over: (days) => `${days} days over`,
    totals: 'In all',
    buildings: (n) => (n === '1' ? '1 building' : `${n} buildings`),
    units: (n) => (n === '1' ? '1 unit' : `${n} units`),
    households: (n) => (n === '1' ? '1 household' : `${n} households`),
    gates: (n) => (n === '1' ? '1 gate' : `${n} gates`),
    buildingList: (n) => `Buildings (${n})`,
    gateList: (n) => `Gates (${n})`,
    building: (number) => `Building ${number}`,
    floors: (n) => `${n} floors`,
    loading: 'Reading buildings and gates…',
    failed: 'The buildings and gates could not be read.',
    retry: 'Try again',
    noBuildings: 'No building recorded. Imported buildings join their compound by place.',
    noGates: 'No gate recorded.'
  }
});
