import Foundation
import Hummingbird
import HummingbirdCore
import Logging

/// The service's Unix socket: HTTP with JSON, for the command line on the same machine.
struct ControlServer: Sendable {
    let socket: URL
    let routes: APIRoutes
    let log: Logger

    private static let maximumConnections = 64

    func run() async throws {
        try FileManager.default.createDirectory(
            at: self.socket.deletingLastPathComponent(), withIntermediateDirectories: true)
        let application = Application(
            router: self.router(),
            server: .http1(configuration: .init(idleTimeout: .seconds(30))),
            configuration: .init(
                address: .unixDomainSocket(path: self.socket.path), serverName: "gridtally",
                availableConnectionsDelegate: MaximumAvailableConnections(Self.maximumConnections)),
            logger: self.log.quietened)
        try await application.run()
    }

    private func router() -> Router<BoxContext> {
        let table = RouteTable(
            router: Router(context: BoxContext.self, options: .autoGenerateHeadEndpoints), gate: nil)
        self.routes.add(to: table)
        table.refuseOtherMethods()
        return table.router
    }
}

extension Logger {
    /// The HTTP server's own notices are of no use to a crew: it calls every connection that a shutdown cuts an error, and
    /// what really stops it is thrown.
    var quietened: Logger {
        var log = self
        log.logLevel = .critical
        return log
    }
}
