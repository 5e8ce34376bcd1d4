import pg from 'pg';

// How values come out of PostgreSQL, for every connection of the process.

/** bigint ids stay below 2^53 here, so they are numbers in the app as they are in tiles. */
pg.types.setTypeParser(pg.types.builtins.INT8, Number);
/** Dates without a time stay what they are; a Date object would shift them by the zone. */
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text);
pg.types.setTypeParser(pg.types.builtins.NUMERIC, Number);
