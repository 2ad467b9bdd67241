package io.polytape.embedded.http;

/** The Content-Type that ClickHouse gives each output format. */
final class ContentFormats {
  private ContentFormats() {}

  static String typeOf(String format) {
    return switch (format) {
      case "TabSeparated",
          "TabSeparatedRaw",
          "TabSeparatedWithNames",
          "TabSeparatedWithNamesAndTypes",
          "TSV",
          "TSVRaw",
          "TSVWithNames",
          "TSVWithNamesAndTypes" ->
          "text/tab-separated-values; charset=UTF-8";
      case "CSV" -> "text/csv; charset=UTF-8; header=absent";
      case "CSVWithNames", "CSVWithNamesAndTypes" -> "text/csv; charset=UTF-8; header=present";
      case "XML" -> "application/xml; charset=UTF-8";
      case "Native",
          "RowBinary",
          "RowBinaryWithNames",
          "RowBinaryWithNamesAndTypes",
          "Parquet",
          "ORC",
          "Arrow",
          "ArrowStream",
          "Avro",
          "MsgPack",
          "Npy",
          "BSONEachRow",
          "CapnProto",
          "Protobuf",
          "ProtobufSingle",
          "ProtobufList" ->
          "application/octet-stream";
      case "JSONEachRow",
          "JSONLines",
          "NDJSON",
          "JSONStringsEachRow",
          "JSONCompactEachRow",
          "PrettyJSONEachRow" ->
          "application/x-ndjson; charset=UTF-8";
      default ->
          format.startsWith("JSON")
              ? "application/json; charset=UTF-8"
              : "text/plain; charset=UTF-8";
    };
  }
}
