import DeviceProfiles
import FieldBus
import Foundation
import Metering
import Platform

extension ReportMaker {
    /// The share of a line's time that watching takes from polling at most: so long for each question of a watcher.
    private static let patienceNanoseconds: Int64 = 300_000_000

    /// Every meter, or those of `only`, with values no older than `maximumAge` where the lines have the time for that.
    ///
    /// - Parameters:
    ///   - only: `bus:unit`, separated by commas; nil: all devices that hold quantities.
    ///   - maximumAge: seconds; nil: as they are.
    func watch(only: String?, maximumAge: Double?) async throws -> [WatchRow] {
        let wanted = try only.map { try Self.places($0) }
        return await withTaskGroup(of: (Int, [WatchRow]).self) { group in
            for (index, line) in self.configuration.buses.enumerated() {
                group.addTask {
                    (index, await self.rows(of: line, wanted: wanted, maximumAge: maximumAge))
                }
            }
            var parts: [Int: [WatchRow]] = [:]
            for await (index, rows) in group { parts[index] = rows }
            return parts.sorted { $0.key < $1.key }.flatMap(\.value)
        }
    }

    private struct Place: Hashable {
        let bus: String
        let unit: UInt8
    }

    private static func places(_ text: String) throws -> Set<Place> {
        let places = try text.split(separator: ",", omittingEmptySubsequences: false).map { part in
            guard let colon = part.lastIndex(of: ":"), let unit = UInt8(part[part.index(after: colon)...]) else {
                throw RequestRefusal(kind: .badRequest, description: "only: '\(part)' is not bus:unit")
            }
            return Place(bus: String(part[..<colon]), unit: unit)
        }
        return Set(places)
    }

    private func rows(
        of line: BoxConfiguration.Line, wanted: Set<Place>?, maximumAge: Double?
    ) async -> [WatchRow] {
        guard let bus = self.box.buses[line.name] else { return [] }
        let chosen = line.devices.filter { wanted?.contains(Place(bus: line.name, unit: $0.unit)) ?? true }
        if let maximumAge { await self.refresh(chosen, on: bus, maximumAge: maximumAge) }
        let silent = Set(bus.statistics().devices.filter(\.isSilent).map(\.unit))
        let now = MonotonicClock.nanoseconds
        var rows: [WatchRow] = []
        for device in chosen {
            guard let fields = Self.fields(of: device.unit, on: bus) else { continue }
            rows.append(
                WatchRow(
                    bus: line.name, device: device, isCommunicating: !silent.contains(device.unit), fields: fields,
                    latest: await self.box.latest.of(bus: line.name, device: device.name), now: now))
        }
        return rows
    }

    /// Nil for a device without quantities, such as a relay module.
    private static func fields(of unit: UInt8, on bus: Bus) -> WatchFields? {
        guard let device = bus.configuration.devices.first(where: { $0.unit == unit }) else { return nil }
        let fields = WatchFields(device.profile)
        return fields.all.isEmpty ? nil : fields
    }

    /// Reads the devices with the oldest values, until the time that watching may take is over.
    private func refresh(_ devices: [BoxConfiguration.Device], on bus: Bus, maximumAge: Double) async {
        let statistics = bus.statistics()
        guard statistics.isOpen else { return }
        let start = MonotonicClock.nanoseconds
        let limit = start - Int64(min(max(0, maximumAge), 86_400) * 1e9)
        var old: [(device: String, names: [String], moment: Int64)] = []
        for device in devices where !statistics.devices.contains(where: { $0.unit == device.unit && $0.isSilent }) {
            guard let fields = Self.fields(of: device.unit, on: bus) else { continue }
            let latest = await self.box.latest.of(bus: bus.configuration.name, device: device.name)
            let names = fields.all.map(\.name)
            let moment = names.map { latest[$0]?.newest.monotonicNanoseconds ?? .min }.min() ?? .min
            if moment < limit { old.append((device.name, names, moment)) }
        }
        for item in old.sorted(by: { $0.moment < $1.moment }) {
            guard MonotonicClock.nanoseconds - start < Self.patienceNanoseconds, !Task.isCancelled else { return }
            // What cannot be read now stays as it is, with its age.
            guard let sample = try? await bus.read(device: item.device, fields: item.names) else { continue }
            await self.box.saw(sample, on: bus.configuration.name)
        }
    }
}
