public import FieldBus
import Foundation
public import ModbusProtocol

/// A line of the running service, lent to a tool of this machine for one exchange at a time.
public struct ServiceLine: LineAccess {
    public let bus: String
    /// As the service's configuration has them; nil on TCP.
    public let parameters: LineParameters?
    let client: ControlClient

    /// - Parameter client: at the socket of a service that answered.
    public init(client: ControlClient, bus: String, parameters: LineParameters?) {
        self.client = client
        self.bus = bus
        self.parameters = parameters
    }

    public func ask(_ question: LineQuestion) async throws -> LineRecord { try await self.order("ask", question) }

    public func listen(nanoseconds: Int64, parameters: LineParameters?) async throws -> LineRecording {
        try await self.order("listen", ListenOrder(nanoseconds: nanoseconds, parameters: parameters))
    }

    func order<Answer: Decodable & Sendable>(_ action: String, _ order: some Encodable) async throws -> Answer {
        let name = ControlClient.part(self.bus)
        let body = try ReportJSON.encoder.encode(order)
        return try await self.client.post("/api/v1/buses/\(name)/\(action)", Array(body))
    }
}
