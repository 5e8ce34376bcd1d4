import { CodeError, serialDigits } from './code_error.ts';
import { levelOf } from './division_code.ts';

/** The parts of a 15-character unit grid code (GB/T 47678.3-2026). */
export interface GridCode {
  /** The 12-digit code of the community or village the grid belongs to. */
  community: string;
  /** Three characters, unique within the community. */
  sequence: string;
}

const LAST = 999;

/** The code of the grid with this sequence number (1–999). CodeError when the division is not a community. */
export function gridCode(community: string, sequence: number): string {
  requireCommunity(community);
  return community + serialDigits(sequence, 3);
}

/**
 * The parts of a grid code. Other systems mint upper-case letters too, so they are read; this one mints digits only.
 * CodeError `grid_code`.
 */
export function parseGridCode(code: string): GridCode {
  if (!/^[0-9A-Z]{15}$/.test(code)) {
    throw new CodeError(
      'grid_code',
      `网格编码须为 15 位数字或大写字母：${code}`,
      `a grid code has 15 digits or capital letters: ${code}`
    );
  }
  return { community: code.slice(0, 12), sequence: code.slice(12) };
}

/**
 * The lowest sequence number that no grid of the community has had.
 * @param used every code ever issued, the retired ones too: a retired code is never used again
 * CodeError `grid_sequence_exhausted` when all 999 are gone.
 */
export function nextGridSequence(used: Iterable<string>, community: string): number {
  requireCommunity(community);
  const taken = new Set(used);
  for (let sequence = 1; sequence <= LAST; sequence++) {
    if (!taken.has(gridCode(community, sequence))) return sequence;
  }
  throw new CodeError(
    'grid_sequence_exhausted',
    `社区 ${community} 的 ${LAST} 个网格序号已用完`,
    `all ${LAST} grid numbers of community ${community} have been used`
  );
}

function requireCommunity(code: string): void {
  if (levelOf(code) === 5) return;
  throw new CodeError(
    'not_a_community',
    `网格只能属于社区或村：${code}`,
    `a grid belongs to a community or village: ${code}`
  );
}
