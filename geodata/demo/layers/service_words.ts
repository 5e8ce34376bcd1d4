export interface Service {
  category: string;
  name: string;
  en?: string;
  /** OpenStreetMap opening_hours; one is drawn. */
  hours: readonly string[];
  offers?: readonly string[];
  phone?: false;
}

const OFFICE = [
  'Mo-Fr 08:30-11:30,13:00-16:30; PH off',
  'Mo-Fr 08:30-17:00; PH off',
  'Mo-Fr 08:30-11:30,13:30-17:00; Sa 09:00-12:00; PH off'
];
const SHOP = ['Mo-Su 09:00-21:00', 'Mo-Su 08:30-20:30', 'Mo-Su 07:00-22:00', 'Mo-Th 09:00-20:00; Fr-Su 09:00-21:30'];
const MEALS = [
  'Mo-Su 10:00-22:00',
  'Mo-Su 06:00-14:00',
  'Mo-Su 10:30-14:00,16:30-21:30',
  'Mo-Sa 10:00-21:00',
  'Mo-Su 16:00-02:00'
];
const ALWAYS = ['24/7'];

/** What every community has. */
export const perCommunity: readonly Service[] = [
  {
    ...{ category: 'community', name: '社区党群服务中心', en: 'Community centre', hours: OFFICE },
    offers: ['居住证明', '低保申请受理', '老年优待证', '就业登记', '医保缴费', '矛盾调解', '志愿服务登记']
  },
  {
    ...{ category: 'medical', name: '社区卫生服务站', en: 'Community clinic' },
    hours: ['Mo-Fr 08:00-17:00; Sa 08:00-12:00', 'Mo-Su 08:00-17:00', 'Mo-Fr 08:00-11:30,13:00-17:00'],
    offers: ['全科门诊', '预防接种', '慢病随访', '家庭医生签约', '孕产妇建册', '健康体检']
  },
  {
    ...{
      category: 'elder_care',
      name: '日间照料中心',
      en: 'Day care for the elderly',
      hours: ['Mo-Fr 08:00-17:00', 'Mo-Su 07:30-18:00']
    },
    offers: ['助餐', '助浴', '康复训练', '日间托养', '文娱活动']
  }
];

/** What is found by chance, as often as its weight says. */
export const services: readonly (Service & { weight: number; where: 'shop' | 'kerb'; brand?: boolean })[] = [
  shop('dining', '家常菜馆', 60, MEALS),
  shop('dining', '面馆', 50, MEALS),
  shop('dining', '老年食堂', 18, ['Mo-Su 07:00-08:30,11:00-13:00,17:00-18:30'], ['早餐', '午餐', '晚餐', '送餐上门']),
  shop('dining', '烧烤店', 26, ['Mo-Su 16:00-02:00']),
  shop('dining', '茶饮店', 24, ['Mo-Su 09:30-22:00']),
  shop('shopping', '便民超市', 80, SHOP),
  shop('shopping', '生鲜菜店', 44, ['Mo-Su 06:00-20:00', 'Mo-Su 06:30-19:30']),
  shop('shopping', '便利店', 40, ALWAYS),
  shop('shopping', '五金日杂店', 18, SHOP),
  shop(
    'medical',
    '药房',
    66,
    ['Mo-Su 08:00-21:00', 'Mo-Su 07:30-21:30', '24/7'],
    ['处方药', '非处方药', '医保定点', '代煎中药']
  ),
  shop('medical', '口腔诊所', 22, ['Mo-Sa 08:30-17:00'], ['洁牙', '补牙', '儿童牙科']),
  shop('elder_care', '养老服务驿站', 12, ['Mo-Su 08:00-18:00'], ['助餐', '上门护理', '康复辅具租赁']),
  shop('child_care', '托育园', 26, ['Mo-Fr 07:30-18:00'], ['全日托', '半日托', '临时托']),
  shop('education', '课后辅导中心', 30, ['Mo-Fr 15:00-20:30; Sa,Su 08:30-17:30']),
  shop('education', '社区学堂', 12, OFFICE, ['老年大学课程', '书法', '智能手机课']),
  shop('government', '政务便民服务点', 26, OFFICE, ['社保查询', '公积金查询', '不动产查询', '水电气热缴费', '居住证']),
  shop('culture_sport', '健身房', 26, ['Mo-Su 08:00-22:00']),
  shop('culture_sport', '城市书房', 18, ['Tu-Su 09:00-20:00; Mo off'], ['借阅', '自习', '亲子阅读']),
  shop('culture_sport', '棋牌活动室', 16, ['Mo-Su 09:00-21:00']),
  shop(
    'finance',
    '银行网点',
    44,
    ['Mo-Fr 08:30-16:30; Sa,Su 09:00-16:00', 'Mo-Su 08:30-16:30'],
    ['现金', '社保卡', '外币兑换', '无障碍柜台']
  ),
  shop('parcel', '快递驿站', 74, ['Mo-Su 08:00-21:00', 'Mo-Su 09:00-22:00'], ['取件', '寄件', '上门取件']),
  shop('parcel', '邮政所', 12, ['Mo-Fr 08:30-17:00; Sa 09:00-15:00'], ['信函', '包裹', '汇兑', '报刊']),
  shop('repair', '家电维修部', 26, SHOP, ['家电', '水电', '开锁']),
  shop('repair', '家政服务部', 24, ['Mo-Su 08:00-18:00'], ['保洁', '月嫂', '护工', '搬家']),
  shop('repair', '修车铺', 22, ['Mo-Sa 07:30-18:30']),
  shop('worship', '宗教活动场所', 4, ['Mo-Su 07:00-17:00']),
  shop('other', '打印照相店', 20, SHOP),
  shop('other', '洗衣店', 20, SHOP),
  kerbside('transport', '公交站', 96, [
    'Mo-Su 05:30-21:30',
    'Apr 15-Oct 25: Mo-Su 05:00-22:00; Oct 26-Apr 14: Mo-Su 05:30-21:30'
  ]),
  kerbside('toilet', '公共厕所', 70, [
    '24/7',
    'Mo-Su 05:30-22:00',
    'Apr-Oct: Mo-Su 05:00-23:00; Nov-Mar: Mo-Su 06:00-21:00'
  ]),
  kerbside('charging', '公共充电站', 40, ALWAYS)
];

function shop(category: string, name: string, weight: number, hours: readonly string[], offers?: readonly string[]) {
  const brand = ['dining', 'shopping', 'medical', 'child_care', 'culture_sport', 'repair', 'other', 'finance'].includes(
    category
  );
  return { category, name, weight, hours, where: 'shop' as const, brand, ...(offers && { offers }) };
}

function kerbside(category: string, name: string, weight: number, hours: readonly string[]) {
  return { category, name, weight, hours, where: 'kerb' as const, phone: false as const };
}
