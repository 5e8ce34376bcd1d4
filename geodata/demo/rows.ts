/** What every row has: its name within the demo, and the codes of the community and grid it lies in. */
export interface Placed {
  source_id: string;
  division_code: string | null;
  grid_code: string | null;
}
