import Logging
import ServiceLifecycle
import UnixSignals

/// One part of a process that runs until it is told to stop.
struct Part: Service {
    let name: String
    let body: @Sendable () async throws -> Void

    init(name: String, _ body: @escaping @Sendable () async throws -> Void) {
        self.name = name
        self.body = body
    }

    func run() async throws {
        try await cancelWhenGracefulShutdown { try await self.body() }
    }
}

enum Parts {
    /// Runs parts until SIGTERM or SIGINT, or until one of them ends; then all end, the last one first.
    static func run(_ parts: [Part], log: Logger) async throws {
        var quiet = log
        quiet.logLevel = .warning
        let group = ServiceGroup(
            configuration: .init(
                services: parts.map {
                    .init(
                        service: $0, successTerminationBehavior: .gracefullyShutdownGroup,
                        failureTerminationBehavior: .gracefullyShutdownGroup)
                },
                gracefulShutdownSignals: [.sigterm, .sigint], logger: quiet))
        try await group.run()
    }
}
