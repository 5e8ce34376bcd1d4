-- What a way through the city must know of a road beside its class: on which level it lies, what it is made of, who may
-- use it, and what fits through. Null is "not known", never "free".
DO $$
DECLARE
  kept text;
BEGIN
  FOREACH kept IN ARRAY ARRAY['asset.roads', 'asset.roads_history'] LOOP
    EXECUTE format('ALTER TABLE %s
      ADD COLUMN level smallint NOT NULL DEFAULT 0 CHECK (level BETWEEN -10 AND 10),
      ADD COLUMN surface text CHECK (surface IN (''paved'', ''cobbled'', ''unpaved'')),
      ADD COLUMN steps boolean NOT NULL DEFAULT false,
      ADD COLUMN step_free boolean,
      ADD COLUMN foot text CHECK (foot IN (''yes'', ''private'', ''no'')),
      ADD COLUMN motor text CHECK (motor IN (''yes'', ''private'', ''emergency'', ''no'')),
      ADD COLUMN max_height_m real CHECK (max_height_m BETWEEN 1 AND 20),
      ADD COLUMN max_width_m real CHECK (max_width_m BETWEEN 0.5 AND 20),
      ADD COLUMN max_weight_t real CHECK (max_weight_t BETWEEN 0.1 AND 200)', kept);
  END LOOP;
END
$$;
COMMENT ON COLUMN asset.roads.level IS 'storey: bridges over the ground, tunnels under it; 0 on a bridge or in a tunnel is read as 1 or -1';
COMMENT ON COLUMN asset.roads.step_free IS 'usable with a wheelchair or a pram; null: not known';
COMMENT ON COLUMN asset.roads.foot IS 'access on foot; null: as usual for the class';
COMMENT ON COLUMN asset.roads.motor IS 'access by motor vehicle; emergency: their vehicles only; null: as usual for the class';
CALL governance.keep_layer('asset.roads');
COMMENT ON COLUMN asset.roads.level IS 'storey of a bridge or tunnel and of what passes it, 1 or -1 where they say 0; elsewhere drawing order';
