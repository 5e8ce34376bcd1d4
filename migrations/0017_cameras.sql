-- Camera points: metadata only. Video stays with the authorised client; faces are never recognised here.
CREATE TABLE asset.cameras (
  LIKE governance.feature INCLUDING ALL,
  name text NOT NULL CHECK (name <> ''),
  -- GB/T 28181 annex D, 20 digits
  device_code text UNIQUE CHECK (device_code ~ '^[0-9]{20}$'),
  status text NOT NULL DEFAULT 'unknown' CHECK (status IN ('online', 'offline', 'faulty', 'unknown')),
  azimuth_deg real CHECK (azimuth_deg >= 0 AND azimuth_deg < 360),
  fov_deg real CHECK (fov_deg > 0 AND fov_deg <= 360),
  range_m real CHECK (range_m > 0 AND range_m <= 2000),
  share_level text NOT NULL DEFAULT 'county' CHECK (share_level IN ('county', 'city', 'province')),
  -- 人脸识别技术应用安全管理办法: a capable device needs its legal basis and a sign on record
  face_capable boolean NOT NULL DEFAULT false,
  legal_basis text,
  signage boolean,
  geom geometry(Point, 4326) NOT NULL,
  view_geom geometry(Polygon, 4326)
);

-- The view cone: what the camera can see on flat ground, as a polygon of 2° steps and at most 182 corners.
CREATE FUNCTION asset.view_cone(spot geometry, azimuth_deg double precision, fov_deg double precision, range_m double precision)
RETURNS geometry LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN fov_deg >= 360 THEN ST_MakePolygon(ST_AddPoint(arc, ST_StartPoint(arc)))
              ELSE ST_MakePolygon(ST_AddPoint(ST_AddPoint(arc, spot, 0), spot)) END
  FROM (SELECT ST_MakeLine(ST_Project(spot::geography, range_m,
                 radians(azimuth_deg - fov_deg / 2 + fov_deg * step / steps))::geometry ORDER BY step) AS arc
        FROM (SELECT greatest(2, ceil(fov_deg / 2)::integer) AS steps) AS fine,
             generate_series(0, CASE WHEN fov_deg >= 360 THEN steps - 1 ELSE steps END) AS step) AS drawn
$$;

CREATE FUNCTION asset.draw_view() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  NEW.view_geom := CASE WHEN num_nulls(NEW.azimuth_deg, NEW.fov_deg, NEW.range_m) = 0
    THEN asset.view_cone(NEW.geom, NEW.azimuth_deg, NEW.fov_deg, NEW.range_m) END;
  RETURN NEW;
END
$$;
CREATE TRIGGER draw_view BEFORE INSERT OR UPDATE OF geom, azimuth_deg, fov_deg, range_m ON asset.cameras
  FOR EACH ROW EXECUTE FUNCTION asset.draw_view();

CALL governance.keep_layer('asset.cameras');
CALL governance.place_layer('asset.cameras');
CREATE INDEX cameras_view ON asset.cameras USING gist (view_geom);
GRANT SELECT (id, division_code, name, status, azimuth_deg, fov_deg, range_m, geom, view_geom) ON asset.cameras TO tile_definer;
