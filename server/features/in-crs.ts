import { Problem } from '#server/http/problem.ts';

/**
 * Runs a query that turns coordinates. A place far from a zone has none in it, which PROJ calls an error.
 * @throws Problem 400 in that case
 */
export async function inCrs<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { code, message } = error as { code?: string; message?: string };
    if (code !== 'XX000' || !/transform|projection|domain/i.test(message ?? '')) throw error;
    throw new Problem(
      400,
      'outside-crs',
      {
        zh: '有要素超出所选坐标系的适用范围，请换用其他坐标系。',
        en: 'A feature lies outside the area this coordinate reference system is made for; choose another.'
      },
      { parameter: 'crs' }
    );
  }
}
