# One image for every worker; the command says which:  docker run polytape goldsky-ingester
FROM maven:3.9-eclipse-temurin-25 AS build
WORKDIR /build
COPY . .
RUN --mount=type=cache,target=/root/.m2 mvn -q -B -DskipTests package

FROM eclipse-temurin:25-jdk-noble
RUN useradd --system --uid 10001 --home-dir /opt/polytape --shell /usr/sbin/nologin polytape \
  && mkdir -p /opt/polytape /var/lib/polytape /var/log/polytape \
  && chown polytape:polytape /var/lib/polytape /var/log/polytape
COPY --from=build /build/launcher/target/polytape/lib /opt/polytape/lib
COPY bin /opt/polytape/bin
COPY scripts /opt/polytape/scripts
ENV POLYTAPE_LIB=/opt/polytape/lib \
  DATA_DIR=/var/lib/polytape \
  LOG_DIR=/var/log/polytape \
  RUN_DIR=/var/lib/polytape/run
USER polytape
ENTRYPOINT ["/opt/polytape/bin/polytape"]
CMD ["--help"]
