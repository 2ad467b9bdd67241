package io.polytape.ingesters.clob;

import io.polytape.common.live.GapReason;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a followed token's hearing. Written by the thread that parses, except for what
 * says otherwise; read by others.
 */
final class TokenState {
  private final String token;
  private volatile String conditionId;

  /** The links whose first book of this token was heard, by replica. */
  private final @Nullable Link[] booked = new Link[2];

  private volatile @Nullable Instant heardAt;
  private volatile long sourceTime;
  private volatile String hash = "";

  /** Since when the record has a hole that only a new book on a connection can end. */
  private volatile @Nullable Instant lostSince;

  private volatile GapReason lostBy = GapReason.DISCONNECT;

  private volatile @Nullable Instant agreedAt;
  private volatile @Nullable Instant probedAt;
  private volatile boolean isUnknownToRest;
  private volatile boolean isSuspect;
  private int moves;
  private int renewals;
  private int doubts;

  TokenState(String token, String conditionId) {
    this.token = token;
    this.conditionId = conditionId;
  }

  String token() {
    return token;
  }

  String conditionId() {
    return conditionId;
  }

  /** Takes a condition id that an element states; ours may be missing. */
  void condition(String stated) {
    if (conditionId.isEmpty()) {
      conditionId = stated;
    }
  }

  /** Something of it was heard. */
  void heard(Instant at) {
    heardAt = at;
  }

  /** A book or a change was heard. */
  void bookHeard(long time, String newHash) {
    if (time >= sourceTime) {
      sourceTime = time;
      hash = newHash;
    }
  }

  @Nullable Instant heardAt() {
    return heardAt;
  }

  /** Until when nothing is missing for certain; null before the first book. */
  @Nullable Instant wholeUntil() {
    Instant heard = heardAt;
    Instant agreed = agreedAt;
    return heard == null || (agreed != null && agreed.isAfter(heard)) ? agreed : heard;
  }

  /** It is asked for again, only to see whether the connection answers. */
  void probe(Instant at) {
    probedAt = at;
  }

  @Nullable Instant takeProbe() {
    Instant at = probedAt;
    probedAt = null;
    return at;
  }

  /** The venue's time of the newest book or change, and its hash. */
  long sourceTime() {
    return sourceTime;
  }

  String hash() {
    return hash;
  }

  synchronized void booked(Link link, Instant at) {
    if (!isBooked(link)) {
      booked[link.key().replica()] = link;
      agreedAt = at;
      moves = 0;
      renewals = 0;
    }
  }

  /** When the record last agreed with the venue for certain; null before the first book. */
  @Nullable Instant agreedAt() {
    return agreedAt;
  }

  synchronized void agreed(Instant at) {
    agreedAt = at;
    doubts = 0;
  }

  boolean isUnknownToRest() {
    return isUnknownToRest;
  }

  void unknownToRest(boolean isUnknown) {
    isUnknownToRest = isUnknown;
  }

  /** Whether REST should be asked about it soon. */
  boolean isSuspect() {
    return isSuspect;
  }

  void suspect(boolean should) {
    isSuspect = should;
  }

  /** How often it was moved to another connection, and its connection made anew, for its sake. */
  synchronized int moves() {
    return moves;
  }

  synchronized void moved() {
    moves++;
  }

  synchronized int renewals() {
    return renewals;
  }

  synchronized void renewed() {
    renewals++;
  }

  /** How often REST had a newer book since the last agreement; counts this time. */
  synchronized int doubt() {
    return ++doubts;
  }

  synchronized boolean isBooked(Link link) {
    return link.equals(booked[link.key().replica()]);
  }

  /** Forgets that a book was heard, so that the next one counts as the first. */
  synchronized void askAgain(Link link) {
    if (isBooked(link)) {
      booked[link.key().replica()] = null;
    }
  }

  /** Whether another connection than this one brings it without a hole. */
  synchronized boolean isCoveredWithout(Link link) {
    Link other = booked[1 - link.key().replica()];
    return lostSince == null && other != null && other.isOpen() && other.carries(token);
  }

  /** A hole begins. Returns false when there is one already. */
  synchronized boolean lose(Instant since, GapReason reason) {
    if (lostSince != null) {
      return false;
    }
    lostSince = since;
    lostBy = reason;
    return true;
  }

  /** The hole is over. Returns since when it was, or null when there was none. */
  synchronized @Nullable Instant found() {
    Instant since = lostSince;
    lostSince = null;
    return since;
  }

  @Nullable Instant lostSince() {
    return lostSince;
  }

  GapReason lostBy() {
    return lostBy;
  }
}
