package io.polytape.launcher.up;

import io.polytape.common.config.ConfigException;
import io.polytape.launcher.up.Member.Role;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which processes run here, in the order in which they start; pure.
 *
 * @param members what is not configured elsewhere
 */
record Plan(List<Member> members) {
  static final Member REDIS = new Member("embedded-redis", Role.ENGINE);
  static final Member CLICKHOUSE = new Member("embedded-clickhouse", Role.ENGINE);
  static final Member WRITER = new Member("clickhouse-writer", Role.WORKER);
  static final Member SIMULATOR = new Member("simulator", Role.WITNESS);
  static final Member DASHBOARD = new Member("dashboard", Role.WITNESS);

  private static final List<Member> WORKERS =
      List.of(
          WRITER,
          new Member("trade-processor", Role.WORKER),
          new Member("book-processor", Role.WORKER),
          new Member("alert-engine", Role.WORKER),
          new Member("polymarket-ingester", Role.INGESTER),
          new Member("goldsky-ingester", Role.INGESTER),
          new Member("websocket-ingester", Role.INGESTER));

  Plan {
    members = List.copyOf(members);
  }

  /**
   * The whole set.
   *
   * @param redisElsewhere whether a host of Redis is configured
   * @param clickHouseElsewhere whether a host of ClickHouse is configured
   * @param demo whether the venue is simulated
   */
  static Plan of(boolean redisElsewhere, boolean clickHouseElsewhere, boolean demo) {
    var members = new ArrayList<Member>();
    if (!redisElsewhere) {
      members.add(REDIS);
    }
    if (!clickHouseElsewhere) {
      members.add(CLICKHOUSE);
    }
    members.add(DASHBOARD);
    if (demo) {
      members.add(SIMULATOR);
    }
    members.addAll(WORKERS);
    return new Plan(members);
  }

  /**
   * The part of it with these names.
   *
   * @throws ConfigException when a name is of no process
   */
  Plan only(Set<String> names) throws ConfigException {
    if (names.isEmpty()) {
      return this;
    }
    var every = new ArrayList<>(of(false, false, true).members());
    var unknown = new LinkedHashSet<>(names);
    every.forEach(member -> unknown.remove(member.name()));
    if (!unknown.isEmpty()) {
      throw new ConfigException(
          "no process is named %s; there are %s"
              .formatted(
                  String.join(", ", unknown),
                  String.join(", ", every.stream().map(Member::name).toList())));
    }
    return new Plan(every.stream().filter(member -> names.contains(member.name())).toList());
  }

  boolean has(Member member) {
    return members.contains(member);
  }

  List<Member> with(Role role) {
    return members.stream().filter(member -> member.role() == role).toList();
  }

  List<Member> withoutEngines() {
    return members.stream().filter(member -> member.role() != Role.ENGINE).toList();
  }
}
