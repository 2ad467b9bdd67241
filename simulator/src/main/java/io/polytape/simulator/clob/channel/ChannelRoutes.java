package io.polytape.simulator.clob.channel;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.ServiceUnavailableResponse;
import io.javalin.websocket.WsConfig;
import io.javalin.websocket.WsContext;
import java.util.Objects;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.websocket.core.server.WebSocketServerComponents;

/** Binds the market channel to its path. */
public final class ChannelRoutes {
  public static final String PATH = "/ws/market";

  private static final String ID = "id";

  private final MarketChannel channel;

  public ChannelRoutes(MarketChannel channel) {
    this.channel = channel;
  }

  public void addTo(RoutesConfig routes) {
    routes.wsBeforeUpgrade(PATH, this::handshake);
    routes.ws(PATH, this::handle);
  }

  private void handshake(Context context) {
    if (!channel.admits()) {
      throw new ServiceUnavailableResponse();
    }
    var handler =
        Objects.requireNonNull(
            ServletContextHandler.getServletContextHandler(context.req().getServletContext()));
    WebSocketServerComponents.getWebSocketComponents(handler)
        .getExtensionRegistry()
        .register("permessage-deflate", LazyDeflate.class);
  }

  private void handle(WsConfig ws) {
    ws.onConnect(context -> context.attribute(ID, channel.opened(context.session)));
    ws.onMessage(context -> channel.received(id(context), context.message()));
    ws.onClose(context -> channel.closed(id(context)));
    ws.onError(context -> channel.closed(id(context)));
  }

  private static int id(WsContext context) {
    Integer id = context.attribute(ID);
    return id == null ? 0 : id;
  }
}
