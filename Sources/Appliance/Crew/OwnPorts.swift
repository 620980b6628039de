import FieldBus
import LineDiagnostics
import Platform

/// Ports that this process opens for its tool, each once.
final class OwnPorts: Sendable {
    private let lines: [BoxConfiguration.Line]
    private let opened = Guarded<[String: Bus]>([:])

    init(_ lines: [BoxConfiguration.Line]) { self.lines = lines }

    /// - Throws: where the line cannot be opened as it is configured.
    func open(_ name: String) throws -> Bus {
        if let bus = self.opened.withLock({ $0[name] }) { return bus }
        guard let line = self.lines.first(where: { $0.name == name }) else {
            throw MeterNameError.noSuchBus(name, buses: self.lines.map(\.name))
        }
        let bus = try Bus(
            configuration: BusConfiguration(
                name: name, transport: line.transport, devices: [], strictCharacters: line.strictCharacters,
                serialOptions: line.serialOptions))
        self.opened.withLock { $0[name] = bus }
        // It ends with the process, which does nothing else.
        Task { await bus.run() }
        return bus
    }
}
