import type { ShownBasemap } from '#geodata/schemas/basemaps.ts';

/** What a viewer chose of a basemap. */
export interface Choice {
  id: string;
  shown: boolean;
  /** 0 to 1. */
  opacity: number;
}

/** Choices as this browser remembers them; whatever is not one is forgotten. */
export function readChoices(text: string | null): Choice[] {
  let value: unknown;
  try {
    value = JSON.parse(text ?? '[]');
  } catch {
    return [];
  }
  return Array.isArray(value) ? value.filter(isChoice) : [];
}

function isChoice(value: unknown): value is Choice {
  const { id, shown, opacity } = (value ?? {}) as Partial<Choice>;
  return (
    typeof id === 'string' && typeof shown === 'boolean' && typeof opacity === 'number' && opacity >= 0 && opacity <= 1
  );
}

/** Basemaps in the viewer's order and as the viewer left them; what is new lies where the operator put it, on top. */
export function arranged(offered: readonly ShownBasemap[], choices: readonly Choice[]): (ShownBasemap & Choice)[] {
  const chosen = choices.flatMap(({ id, shown, opacity }) => {
    const basemap = offered.find((one) => one.id === id);
    return basemap ? [{ ...basemap, shown, opacity }] : [];
  });
  const fresh = offered.filter((one) => !choices.some(({ id }) => id === one.id));
  return [...chosen, ...fresh];
}
