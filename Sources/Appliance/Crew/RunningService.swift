import FieldBus
import Foundation

/// A service of this machine that answers, and the lines it has.
struct RunningService: Sendable {
    let client: ControlClient
    let report: LinesReport

    /// The services that answer at the socket that was named or configured, or that have the port open.
    ///
    /// - Throws: where a socket was named and nobody answers.
    static func find(_ wish: LineWish, _ configuration: ToolConfiguration?) async throws -> [RunningService] {
        if let socket = wish.socket { return [try await self.ask(socket)] }
        var sockets = [configuration?.control ?? URL(fileURLWithPath: LineWish.standardSocket)]
        if let port = wish.port {
            sockets += PortUsers.sockets(of: port).filter { $0.path != sockets[0].path }
        }
        var services: [RunningService] = []
        for socket in sockets {
            if let service = try await self.look(at: socket) { services.append(service) }
        }
        return services
    }

    private static func ask(_ socket: URL) async throws -> RunningService {
        let client = ControlClient(socket: socket)
        return RunningService(client: client, report: try await client.get("/api/v1/buses"))
    }

    private static func look(at socket: URL) async throws -> RunningService? {
        guard FileManager.default.fileExists(atPath: socket.path) else { return nil }
        do {
            return try await self.ask(socket)
        } catch ControlError.notReachable, ControlError.unreadable {
            // A socket that a service left behind, or of another program.
            return nil
        }
    }
}

extension LineReport {
    /// True where the bus is at this port, whatever name it is called by.
    func isAt(_ transport: BusTransport) -> Bool {
        guard let path = transport.realPath else { return self.port.lowercased() == transport.name.lowercased() }
        return path == self.device || transport.name == self.port
    }
}

extension BusTransport {
    /// True where both are the same port, whatever its rate.
    func leads(to other: BusTransport) -> Bool {
        guard let path = self.realPath else { return self.name.lowercased() == other.name.lowercased() }
        return path == other.realPath
    }
}
