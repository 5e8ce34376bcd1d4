/** What an address is looked for by: the most telling words first, with how sure a place found by them is. */
export interface AddressKey {
  key: string;
  confidence: number;
}

const digits: Record<string, number> = { 一: 1, 二: 2, 三: 3, 四: 4, 五: 5, 六: 6, 七: 7, 八: 8, 九: 9 };

/** An address as it is compared: one form of each sign, no blanks, no brackets, numbers in figures. */
export function plainAddress(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[(（[【].*?[)）\]】]/g, '')
    .replace(/[\s,，.。;；、:：]/g, '')
    .replace(/[一二三四五六七八九十]{1,3}(?=号楼|栋|幢|号|单元|座)/g, (word) => String(figure(word) ?? word))
    .replace(/(\d+)(?:栋|幢|座|号楼|楼)(?!\d*层)/g, '$1号楼');
}

/** 十二 → 12; undefined for what is no number below a hundred. */
function figure(word: string): number | undefined {
  const found = /^([一二三四五六七八九])?(十)?([一二三四五六七八九])?$/.exec(word);
  if (!found) return undefined;
  const [, tens, ten, ones] = found;
  if (!ten) return tens && !ones ? digits[tens] : undefined;
  return (tens ? digits[tens]! : 1) * 10 + (ones ? digits[ones]! : 0);
}

const STREET = /^(.*?(?:大街|大路|大道|胡同|路|街|道|巷|弄|线)(?:[东西南北]段)?)(\d+(?:-\d+)?号)(?!楼)(.*)$/;
const BLOCK = /^(.*?)(\d+号楼)/;

/**
 * What to look for, most telling first: the whole, the building in its compound, the house in its street, the compound.
 * @param address plain, without the divisions it begins with
 */
export function addressKeys(address: string): AddressKey[] {
  // Flats and floors say nothing of where the building stands.
  const whole = address.replace(/(?:\d+单元|\d+门|\d+层|-?\d+室)+$/, '');
  const street = STREET.exec(whole);
  const rest = street ? street[3]! : whole;
  const block = BLOCK.exec(rest);
  const name = block ? block[1]! : rest;
  const keys: AddressKey[] = [{ key: whole, confidence: 0.95 }];
  if (block?.[1]) keys.push({ key: `${block[1]}${block[2]}`, confidence: 0.95 });
  if (rest && rest !== whole && !block) keys.push({ key: rest, confidence: 0.85 });
  if (street) keys.push({ key: `${street[1]}${street[2]}`, confidence: 0.8 });
  if (block && name) keys.push({ key: name, confidence: 0.7 });
  return keys.filter(({ key }) => key.length >= 2);
}

/** What a held address can be found by besides itself: its street and number. */
export function streetNumber(address: string): string | null {
  const found = STREET.exec(plainAddress(address));
  return found ? `${found[1]}${found[2]}` : null;
}
