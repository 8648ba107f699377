"""What GDAL may do in the process that reads what users bring: a few formats, and nothing else.

GDAL chooses a driver by what a file says of itself, and some drivers open other files, databases
or addresses. It reads the environment when it is loaded, so these go to the child.
"""

from __future__ import annotations

# Every driver that pyogrio brings, but those of shapefiles, KML, GML, FlatGeobuf and MapInfo, which
# `data.boundary` gives copies that name no other file, and of GeoPackage, OpenStreetMap and tiles,
# whose files name no other and which `data.background` reads; a test holds that no other is left.
_DRIVERS = (
    *("MEM", "PCIDSK", "PDS4", "VICAR", "PDF", "MBTiles", "EEDA", "OGCAPI", "GDALG", "LVBAG"),
    *("S57", "DGN", "OGR_VRT", "CSV", "GPX", "KML", "GeoJSON"),
    *("GeoJSONSeq", "ESRIJSON", "TopoJSON", "OGR_GMT", "SQLite", "WAsP", "OpenFileGDB"),
    *("DXF", "GeoRSS", "VFK", "PGDUMP", "GPSBabel", "OGR_PDS", "WFS", "OAPIF"),
    *("EDIGEO", "Idrisi", "ODS", "XLSX", "Elasticsearch", "Carto", "AmigoCloud", "SXF", "Selafin"),
    *("JML", "PLSCENES", "CSW", "VDV", "NGW", "MapML", "GTFS", "JSONFG"),
    *("MiraMonVector", "ADBC", "AVCBin", "AVCE00", "AIVector", "HTTP"),
)
_NOWHERE = "127.0.0.1:9"
GDAL_WITHIN_LIMITS = {
    "GDAL_SKIP": ",".join(_DRIVERS),
    "GDAL_DRIVER_PATH": "disable",
    # The files that libraries open over the network: no name is allowed, and no way leads out.
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
    "GDAL_HTTP_PROXY": _NOWHERE,
    "GDAL_HTTPS_PROXY": _NOWHERE,
    "GDAL_HTTP_MAX_RETRY": "0",
    "GDAL_HTTP_NETRC": "NO",
    "CPL_ALLOW_VSISTDIN": "NO",
    "GDAL_ALLOW_REMOTE_RESOURCE_TO_ACCESS_LOCAL_FILE": "NO",
    "PROJ_NETWORK": "OFF",
    # References in GML are not followed, and no schema is fetched.
    "GML_SKIP_RESOLVE_ELEMS": "ALL",
    "GML_DOWNLOAD_SCHEMA": "NO",
    "LIBKML_RESOLVE_STYLE": "NO",
}
