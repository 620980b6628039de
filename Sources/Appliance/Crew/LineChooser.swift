import DeviceProfiles
import FieldBus
import Foundation
import LineDiagnostics
import ModbusProtocol

/// Finds the line that a crew means, through the running service where it has it, and else by opening the port.
public struct LineChooser: Sendable {
    private let wish: LineWish

    public init(_ wish: LineWish) { self.wish = wish }

    /// - Throws: ``LineChoiceError``, ``MeterNameError``, or where the configuration or the service cannot be used.
    public func choose() async throws -> ChosenLine {
        // From here on nothing cuts an exchange short.
        let interruption = CrewInterruption()
        defer { withExtendedLifetime(interruption) {} }
        let configuration = try ToolConfiguration(self.wish)
        for service in try await RunningService.find(self.wish, configuration) {
            guard let line = try await self.lent(by: service) else { continue }
            CrewNote.say("through the running service, between its polls")
            return line
        }
        return try await self.own(configuration)
    }

    // MARK: Through the service

    /// Nil where the service does not have the port or the host that was named.
    private func lent(by service: RunningService) async throws -> ChosenLine? {
        let report = service.report
        if let transport = self.wish.transport {
            guard let line = report.buses.first(where: { $0.isAt(transport) }) else { return nil }
            return try await self.lent(by: service, only: [line])
        }
        return try await self.lent(by: service, only: report.buses)
    }

    private func lent(by service: RunningService, only lines: [LineReport]) async throws -> ChosenLine {
        let profiles = self.wish.profiles ?? URL(fileURLWithPath: service.report.profiles)
        let choice = try await self.pick(
            MeterDirectory(buses: lines.map(\.name), meters: lines.flatMap(\.devices)), profiles,
            at: "the service at \(service.client.socket)"
        ) { name in
            let parameters = lines.first { $0.name == name }?.parameters
            return ServiceLine(client: service.client, bus: name, parameters: parameters)
        }
        return ChosenLine(
            access: self.tuned(choice.access, lines.first { $0.name == choice.bus }?.parameters),
            lender: .service(service.client), bus: choice.bus, target: choice.target,
            devices: choice.directory.meters.filter { $0.bus == choice.bus }, profiles: profiles,
            cableOrder: lines.first { $0.name == choice.bus }?.cableOrder ?? [],
            data: URL(fileURLWithPath: service.report.data))
    }

    private func tuned(_ line: any LineAccess, _ parameters: LineParameters?) -> any LineAccess {
        guard let parameters, self.wish.namesParameters else { return line }
        let tuned = self.wish.retuned(parameters)
        return tuned == parameters ? line : RetunedLine(line: line, tuned: tuned)
    }

    // MARK: Without it

    private func own(_ configuration: ToolConfiguration?) async throws -> ChosenLine {
        var lines = configuration?.lines ?? []
        if let transport = self.wish.transport {
            let known = lines.first { $0.transport.leads(to: transport) }
            lines = [known ?? BoxConfiguration.Line(name: "line", transport: transport)]
        }
        for index in lines.indices { lines[index].transport = self.wish.retuned(lines[index].transport) }
        guard !lines.isEmpty else { throw self.nothing(configuration) }
        let profiles = self.wish.profiles ?? configuration?.profiles ?? URL(fileURLWithPath: ProfileLibrary.folder)
        let ports = OwnPorts(lines)
        let choice = try await self.pick(
            MeterDirectory(lines), profiles, at: configuration?.file.path ?? "", open: ports.open)
        return ChosenLine(
            access: choice.access, lender: .ownPort(try ports.open(choice.bus)), bus: choice.bus,
            target: choice.target, devices: choice.directory.meters.filter { $0.bus == choice.bus },
            profiles: profiles, cableOrder: lines.first { $0.name == choice.bus }?.cableOrder ?? [],
            data: configuration?.data)
    }

    private func nothing(_ configuration: ToolConfiguration?) -> LineChoiceError {
        if let configuration { return .noBuses(configuration.file.path) }
        return .nothingNamed(
            configuration: LineWish.standardConfiguration, socket: self.wish.socket?.path ?? LineWish.standardSocket)
    }

    // MARK: Which bus, which meter

    private struct Choice {
        let bus: String
        let access: any LineAccess
        let target: MeterTarget?
        let directory: MeterDirectory
    }

    /// The bus that is named, has the meter, or is the only one.
    private func pick(
        _ directory: MeterDirectory, _ profiles: URL, at place: String, open: (String) throws -> any LineAccess
    ) async throws -> Choice {
        var directory = directory
        var target: MeterTarget?
        if let name = self.wish.meter {
            target = try await self.resolve(name, &directory, profiles, open)
        } else if let bus = self.wish.bus, !directory.buses.contains(bus) {
            throw MeterNameError.noSuchBus(bus, buses: directory.buses)
        }
        guard let bus = target?.bus ?? self.wish.bus ?? (directory.buses.count == 1 ? directory.buses[0] : nil) else {
            throw directory.buses.isEmpty ? LineChoiceError.noBuses(place) : .needsBus(directory.buses)
        }
        return Choice(bus: bus, access: try open(bus), target: target, directory: directory)
    }

    /// Reads the serial numbers that nobody knows yet only where the name is none of those that are known.
    private func resolve(
        _ name: String, _ directory: inout MeterDirectory, _ profiles: URL, _ open: (String) throws -> any LineAccess
    ) async throws -> MeterTarget {
        do throws(MeterNameError) {
            return try directory.resolve(name, bus: self.wish.bus)
        } catch {
            guard case .unknown(_, _, let unread) = error, unread > 0 else { throw error }
        }
        try await SerialNumbers.learn(
            &directory, bus: self.wish.bus, profiles: try ProfileFolder.read(profiles), open: open)
        return try directory.resolve(name, bus: self.wish.bus)
    }
}
