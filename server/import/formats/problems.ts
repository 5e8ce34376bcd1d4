import type { FileProblem } from '#geodata/schemas/delivery.ts';

const titles: Record<string, string> = { gb18030: 'GB18030 (GBK)', 'utf-8': 'UTF-8' };

export function encodingGuessed(name: string, encoding: string): FileProblem {
  const title = titles[encoding] ?? encoding;
  return {
    code: 'encoding_guessed',
    en: `${name} does not say what its texts are written in; it reads as ${title}.`,
    zh: `${name} 未注明文字编码，按 ${title} 读取。`
  };
}

export function encodingContradicted(name: string, said: string, encoding: string): FileProblem {
  const title = titles[encoding] ?? encoding;
  return {
    code: 'encoding_contradicted',
    en: `${name} says its texts are ${said}, but they are ${title} and are read as that.`,
    zh: `${name} 注明编码为 ${said}，实际为 ${title}，已按实际编码读取。`
  };
}

export function noFrame(name: string): FileProblem {
  return {
    code: 'no_frame',
    en: `${name} does not say what frame its coordinates are in (no .prj): state it, or they are judged by what they look like.`,
    zh: `${name} 未注明坐标系（缺少 .prj）：请指明坐标系，否则按坐标数值判断。`
  };
}

export function unknownFrame(name: string, srs: string): FileProblem {
  return {
    code: 'unknown_frame',
    en: `${name} is in ${srs}, which is not known here: convert it, or state a frame that is.`,
    zh: `${name} 的坐标系 ${srs} 在此未知：请先转换，或指明已知坐标系。`
  };
}

export function formulasWithoutValue(name: string, count: number): FileProblem {
  return {
    code: 'formulas_without_value',
    en: `${name}: ${count.toLocaleString('en')} formulas have no stored value and are taken as blank; formulas are never run.`,
    zh: `${name}：${count.toLocaleString('en')} 个公式没有已存结果，按空白处理；公式不会被执行。`
  };
}
