import Foundation
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import Platform

/// The box's page, REST interface and metrics over TCP. It is a window: whatever happens to it, the box goes on.
struct PageServer: Sendable {
    let configuration: BoxConfiguration.Page
    let routes: PageRoutes
    let log: Logger

    /// Of all kinds together; event streams have a cap of their own.
    private static let maximumConnections = 128
    private static let headerBytes = 16 * 1024
    private static let headerFields = 100
    private static let secondsBetweenTries = 30

    /// Runs until cancelled. Where the port cannot be had, it says so and tries again.
    func run() async throws {
        var isTold = false
        while !Task.isCancelled {
            do {
                try await self.application().run()
                return
            } catch is CancellationError {
                return
            } catch {
                if !isTold {
                    self.log.error(
                        "the page cannot listen on \(self.configuration.listen): \(error). Everything else goes on; it is tried again every \(Self.secondsBetweenTries) s."
                    )
                }
                isTold = true
            }
            do { try await Task.sleep(for: .seconds(Self.secondsBetweenTries)) } catch { return }
        }
    }

    private func application() -> some ApplicationProtocol {
        let open = OpenConnections(most: Self.maximumConnections)
        return Application(
            router: self.routes.router(),
            server: .http1(
                configuration: .init(
                    additionalChannelHandlers: [ConnectionDeadlines(open)],
                    httpDecoderConfiguration: .init(
                        maxHeaderFieldSize: Self.headerBytes, maxHeaderListSize: Self.headerBytes,
                        maxHeaderFieldCount: Self.headerFields))),
            configuration: .init(
                address: .hostname(self.configuration.host, port: self.configuration.port), serverName: "gridtally",
                availableConnectionsDelegate: MaximumAvailableConnections(Self.maximumConnections)),
            logger: self.log.quietened)
    }
}
