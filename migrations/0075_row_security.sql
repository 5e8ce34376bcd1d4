-- The floor under every query: rows outside the scope of whoever asks are not there, whatever a query forgot to say.
-- asActor sets gezhi.role and gezhi.scope for its transaction; without them there is no scope, and no scope sees nothing.

-- Who the transaction acts as: a role's name, `system` for the server itself, or nothing.
CREATE FUNCTION access.acting_role() RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT coalesce(current_setting('gezhi.role', true), '')
$$;

-- Prefixes of the codes in scope; of the whole site the empty one, which every row begins with, rows without a division
-- included. A setting that is not a list of prefixes is no scope at all. In PL/pgSQL, which keeps its plan: as an SQL
-- function it cost as much as a box query.
CREATE FUNCTION access.scope() RETURNS text[]
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  said constant text := coalesce(current_setting('gezhi.scope', true), '');
BEGIN
  IF said !~ '^(\*|[0-9]{2,12})(,(\*|[0-9]{2,12}))*$' THEN
    RETURN '{}';
  ELSIF position('*' IN said) > 0 THEN
    RETURN ARRAY[''];
  END IF;
  RETURN string_to_array(said, ',');
END
$$;
REVOKE ALL ON FUNCTION access.acting_role(), access.scope() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.acting_role(), access.scope() TO gezhi_server;

-- Layers whose rows are seen within a scope. `always`: also where that costs the spatial index.
CREATE TABLE access.scoped_layers (
  layer text PRIMARY KEY,
  schema_name text NOT NULL,
  always boolean NOT NULL
);
GRANT SELECT ON access.scoped_layers TO gezhi_server;

-- Puts a layer and its past under the scope. Tile functions belong to tile_definer and carry the scope in their query.
CREATE PROCEDURE access.scope_layer(layer regclass, always boolean DEFAULT false)
LANGUAGE plpgsql AS $$
DECLARE
  schema_name text;
  table_name text;
  part text;
BEGIN
  SELECT n.nspname, c.relname INTO schema_name, table_name
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = layer;
  INSERT INTO access.scoped_layers VALUES (table_name, schema_name, always);
  FOREACH part IN ARRAY ARRAY[table_name, table_name || '_history'] LOOP
    -- The sub-select is worked out once for a query, not for each row.
    EXECUTE format('CREATE POLICY within_scope ON %I.%I TO gezhi_server
      USING (coalesce(division_code, '''') ^@ ANY ((SELECT access.scope())::text[]))', schema_name, part);
    EXECUTE format('CREATE POLICY tiles ON %I.%I FOR SELECT TO tile_definer USING (true)', schema_name, part);
  END LOOP;
END
$$;

-- PostgreSQL asks the policy before a condition that might tell what a row holds, and so before the spatial index,
-- unless the condition's function is LEAKPROOF. Comparing two boxes is (it neither raises nor writes), but only a
-- superuser may say so: scripts/provision/extensions.sql does for our own clusters. On a managed database without it,
-- scope stays a condition in every query, and only layers marked `always` pay for the floor with their index.
-- Called after each migration.
CREATE FUNCTION access.set_row_security() RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
  keeps_index boolean;
  scoped access.scoped_layers;
  part text;
  wanted text;
BEGIN
  SELECT bool_and(proleakproof) INTO keeps_index FROM pg_operator o JOIN pg_proc p ON p.oid = o.oprcode
  WHERE o.oprname = '&&' AND o.oprleft = o.oprright AND o.oprleft IN ('geometry'::regtype, 'geography'::regtype);
  FOR scoped IN SELECT * FROM access.scoped_layers LOOP
    wanted := CASE WHEN keeps_index OR scoped.always THEN 'ENABLE' ELSE 'DISABLE' END;
    FOREACH part IN ARRAY ARRAY[scoped.layer, scoped.layer || '_history'] LOOP
      IF (SELECT relrowsecurity FROM pg_class WHERE oid = format('%I.%I', scoped.schema_name, part)::regclass) <> (wanted = 'ENABLE') THEN
        EXECUTE format('ALTER TABLE %I.%I %s ROW LEVEL SECURITY', scoped.schema_name, part, wanted);
      END IF;
    END LOOP;
  END LOOP;
  RETURN CASE WHEN keeps_index THEN 'on' ELSE 'partial' END;
END
$$;
REVOKE ALL ON FUNCTION access.set_row_security() FROM PUBLIC;
REVOKE ALL ON PROCEDURE access.scope_layer(regclass, boolean) FROM PUBLIC;

CALL access.scope_layer('governance.grids');
CALL access.scope_layer('asset.components');
CALL access.scope_layer('asset.meters');
CALL access.scope_layer('emergency.hydrants');
CALL access.scope_layer('asset.cameras');
CALL access.scope_layer('emergency.teams');
CALL access.scope_layer('asset.key_sites');
CALL access.scope_layer('governance.events', always => true);

-- How many there are is told within the scope too.
ALTER TABLE tiles.counts ENABLE ROW LEVEL SECURITY;
CREATE POLICY within_scope ON tiles.counts FOR SELECT TO gezhi_server
  USING (coalesce(division_code, '') ^@ ANY ((SELECT access.scope())::text[])
         OR layer <> ALL (ARRAY(SELECT s.layer FROM access.scoped_layers AS s)));
CREATE POLICY tiles ON tiles.counts FOR SELECT TO tile_definer USING (true);
