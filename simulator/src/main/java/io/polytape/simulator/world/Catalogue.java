package io.polytape.simulator.world;

import java.util.List;

/** The words that questions, events and tags are made of; many of them are not ASCII on purpose. */
final class Catalogue {
  static final List<Tag> TAGS =
      List.of(
          new Tag(2, "Politics", "politics"),
          new Tag(21, "Crypto", "crypto"),
          new Tag(1, "Sports", "sports"),
          new Tag(596, "Culture", "pop-culture"),
          new Tag(120, "Finance", "finance"),
          new Tag(84, "Weather", "weather"),
          new Tag(1401, "Tech", "tech"),
          new Tag(101970, "World", "world"),
          new Tag(100265, "Geopolitics", "geopolitics"),
          new Tag(235, "Bitcoin", "bitcoin"),
          new Tag(100350, "Soccer", "soccer"),
          new Tag(745, "NBA", "nba"),
          new Tag(102127, "Up or Down", "up-or-down"),
          new Tag(144, "Elections", "elections"),
          new Tag(440, "AI", "ai"),
          new Tag(100639, "Games", "games"),
          new Tag(51, "Bundesliga", "bundesliga"),
          new Tag(103037, "Überraschungen", "ueberraschungen"));

  static final List<String> PEOPLE =
      List.of(
          "Zoë Åkesson",
          "José Peña",
          "Łukasz Żak",
          "Nguyễn Văn An",
          "Mary O'Brien",
          "Søren Kjær",
          "山田太郎",
          "Ольга Иванова",
          "Chloé Dubois",
          "Gülşen Öztürk",
          "Ana García",
          "Björn Guðmundsson",
          "D'Angelo Smith");

  static final List<String> PLACES =
      List.of(
          "São Paulo",
          "Zürich",
          "Reykjavík",
          "Kraków",
          "Bogotá",
          "Łódź",
          "Málaga",
          "Lagos",
          "Hà Nội",
          "Québec",
          "Auckland",
          "Montréal");

  static final List<String> TEAMS =
      List.of(
          "Malmö Owls",
          "Bayern Bären",
          "Atlético Norte",
          "Kyiv Sokil",
          "Porto Ventos",
          "Lyon Étoile",
          "Austin Rays",
          "Boise \"Bolts\"",
          "Leeds & Sons",
          "Tōkyō Kites");

  static final List<String> COINS = List.of("Bitcoin", "Ethereum", "Solana", "XRP", "Dogecoin");

  static final List<String> BINARY =
      List.of(
          "Will %s win the %s mayoral election?",
          "Will %s visit %s before the end of the quarter?",
          "%s out as head of the %s council?",
          "Will “%s” open the festival in %s?",
          "Will %s announce a fare cut in %s — yes or no?");

  static final List<String> WEATHER =
      List.of(
          "Highest temperature in %s above %d°C?",
          "More than %2$d mm of rain in %1$s?", "Snow ≥ %2$d cm in %1$s?");

  /** A question that a careless page would run. */
  static final String SCRIPT_QUESTION =
      "Will <script>alert(\"polytape\")</script> & <b>bold</b> tags 'survive' the page?";

  private Catalogue() {}

  /**
   * Lower-case words joined by dashes; letters outside ASCII are dropped, as the venue drops them.
   */
  static String slug(String text) {
    var slug = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char lower = Character.toLowerCase(text.charAt(i));
      if ((lower >= 'a' && lower <= 'z') || (lower >= '0' && lower <= '9')) {
        slug.append(lower);
      } else if (!slug.isEmpty() && slug.charAt(slug.length() - 1) != '-' && lower < 128) {
        slug.append('-');
      }
    }
    while (!slug.isEmpty() && slug.charAt(slug.length() - 1) == '-') {
      slug.setLength(slug.length() - 1);
    }
    return slug.isEmpty() ? "market" : slug.toString();
  }
}
