import DeviceProfiles
import FieldBus
import Foundation
import LineDiagnostics

extension Watching {
    /// Chooses the running service, or else the lines of the configuration.
    ///
    /// - Parameters:
    ///   - meters: as people name them; empty: all.
    ///   - period: seconds between two looks.
    /// - Throws: where a name leads to no meter, or neither service nor configuration is there.
    static func source(_ wish: LineWish, meters: [String], period: Double) async throws
        -> any WatchSource
    {
        let configuration = try ToolConfiguration(wish)
        if let service = try await RunningService.find(wish, configuration).first {
            let lines = service.report.buses
            let directory = MeterDirectory(buses: lines.map(\.name), meters: lines.flatMap(\.devices))
            var only = try meters.map { try directory.resolve($0, bus: wish.bus) }.map {
                "\($0.bus):\($0.unit)"
            }
            if only.isEmpty, let bus = wish.bus {
                only = directory.meters.filter { $0.bus == bus }.map { "\($0.bus):\($0.unit)" }
                guard !only.isEmpty else { throw MeterNameError.noSuchBus(bus, buses: directory.buses) }
            }
            return ServiceWatch(client: service.client, only: only, maximumAge: period)
        }
        guard let configuration else {
            throw LineChoiceError.nothingNamed(
                configuration: LineWish.standardConfiguration,
                socket: wish.socket?.path ?? LineWish.standardSocket)
        }
        let directory = MeterDirectory(configuration.lines)
        let targets = try meters.map { try directory.resolve($0, bus: wish.bus) }
        return try OwnWatch(
            lines: configuration.lines.filter { wish.bus == nil || $0.name == wish.bus },
            profiles: try ProfileFolder.read(wish.profiles ?? configuration.profiles),
            file: configuration.file,
            period: period
        ) { bus, device in
            targets.isEmpty || targets.contains { $0.bus == bus && $0.unit == device.unit }
        }
    }
}
