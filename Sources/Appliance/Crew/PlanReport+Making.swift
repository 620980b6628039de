import DeviceProfiles
import FieldBus
public import Foundation
import ModbusProtocol

extension PlanReport {
    /// - Parameter profiles: folder of profiles, instead of the configuration's.
    /// - Throws: where the configuration or a profile cannot be used.
    public init(configuration: URL, profiles: URL?, bus: String?) throws {
        let (chosen, folder) = try BoxConfiguration.lines(of: configuration, bus: bus)
        let catalog = try ProfileFolder.read(profiles ?? folder)
        let buses = try chosen.map { try BusPlan.bus($0, catalog, configuration, simulatedOnly: false) }
        try BusConfiguration.check(buses)
        let data = try BoxConfiguration.places(of: configuration).data
        self.init(buses, learned: LearnedMapFile.maps(in: data))
    }

    /// - Parameter learned: what reading devices has taught; of several firmwares of one model any.
    init(_ buses: [BusConfiguration], learned: [DeviceModel: LearnedMap]) {
        self.init(
            buses: buses.map { bus in
                Line(
                    bus,
                    bus.plans { device in
                        learned.filter { $0.key.profile == device.profile.name }
                            .min { ($0.key.firmware ?? "") < ($1.key.firmware ?? "") }?.value
                    })
            })
    }
}

extension PlanReport.Line {
    fileprivate init(_ bus: BusConfiguration, _ plans: [DevicePlan]) {
        func sum(_ share: (DevicePlan) -> Double) -> Double { plans.reduce(0) { $0 + share($1) } }
        self.init(
            bus: bus.name, port: bus.transport.name, baud: bus.transport.parameters?.baud,
            silenceMilliseconds: Double(bus.timing.silenceNanoseconds) / 1e6, share: sum(\.share),
            separateShare: sum(\.separateShare), greedyShare: sum(\.greedyShare), isOverbooked: sum(\.share) > 1,
            devices: zip(bus.devices, plans).map { PlanReport.Device($0, $1) })
    }
}

extension PlanReport.Device {
    fileprivate init(_ device: BusDevice, _ plan: DevicePlan) {
        self.init(
            device: plan.device, unitId: Int(plan.unit), profile: device.profile.name,
            turnaroundMilliseconds: Double(plan.turnaroundNanoseconds) / 1e6,
            isTurnaroundLearned: plan.isTurnaroundLearned, share: plan.share,
            rounds: plan.rounds.map { PlanReport.Round($0) })
    }
}

extension PlanReport.Round {
    fileprivate init(_ round: DevicePlan.Round) {
        self.init(
            everySeconds: round.everyNanoseconds.map { Double($0) / 1e9 },
            reads: round.reads.map { read in
                PlanReport.Read(
                    function: Int(read.request.function.rawValue), address: Int(read.request.address ?? 0),
                    count: read.request.count, fields: read.fields, milliseconds: Double(read.nanoseconds) / 1e6)
            }, unreadable: round.unreadable, milliseconds: Double(round.nanoseconds) / 1e6,
            share: round.share(of: round.nanoseconds))
    }
}
