import DeviceProfiles
import FieldBus
import Foundation
import Identity
import Metering
import ModbusProtocol
import Platform

/// What a configuration says of each key, however it is written: defaults filled in, lists by the names of their items.
///
/// A path is `buses[line-1].devices[house-01].unit`; an item of a list stands there itself, with an empty value.
struct ConfigurationValues: Sendable {
    /// In the order of the catalogue.
    private(set) var entries: [(path: String, value: String)] = []

    init(_ box: BoxConfiguration) {
        self.add("name", box.name)
        self.add("genesis", box.genesis.path)
        self.add("key", box.key.path)
        self.add("data", box.data.path)
        self.add("control", box.control.path)
        self.add("profiles", box.profiles.path)
        self.add("heartbeat", "\(box.heartbeatSeconds)s")
        self.add("batch", "\(box.batchSeconds)s")
        self.add("collection", "\(box.collectionSeconds)s")
        self.add("clock", box.clock.isSystem ? nil : "\(box.clock)")
        self.add(box.page)
        self.add(box.network)
        for bus in box.buses { self.add(bus) }
        for watch in box.lossDetection {
            let path = "loss_detection[\(watch.node)]"
            self.add(path, "")
            self.add("\(path).node", watch.node)
            self.add("\(path).topology", watch.topology.path)
        }
    }

    private mutating func add(_ path: String, _ value: String?) {
        if let value { self.entries.append((path, value)) }
    }

    private mutating func add(_ page: BoxConfiguration.Page?) {
        guard let page else { return self.add("page", "off") }
        self.add("page.listen", page.listen)
        if !page.names.isEmpty { self.add("page.names", page.names.joined(separator: ", ")) }
    }

    private mutating func add(_ network: BoxConfiguration.Network) {
        self.add("network.publish", network.publish)
        self.add("network.catch_up", network.catchUp)
        self.add("network.relay", "\(network.isRelay)")
        self.add("network.gather", "\(network.gatherSeconds)s")
        self.add("network.snapshot_after", network.snapshotAfter.map { "\($0)" } ?? "never")
        for peer in network.peers {
            let path = "network.peers[\(peer.name)]"
            self.add(path, "")
            self.add("\(path).key", peer.key.hex)
            self.add("\(path).publish", peer.publish)
            self.add("\(path).catch_up", peer.catchUp)
        }
    }

    private mutating func add(_ bus: BoxConfiguration.Line) {
        let path = "buses[\(bus.name)]"
        self.add(path, "")
        self.add(bus.transport, path)
        self.add(bus.serialOptions, isSerial: bus.transport.isSerial, path)
        self.add("\(path).poll", "\(bus.pollSeconds)")
        self.add("\(path).telemetry", bus.telemetrySeconds.map { "\($0)" })
        self.add("\(path).silence", bus.strictCharacters ? "strict-characters" : "standard")
        self.add("\(path).second_master", bus.settings.secondMaster.rawValue)
        self.add("\(path).timeout_ms", "\(bus.settings.timeoutCeiling / 1_000_000)")
        for device in bus.devices { self.add(device, "\(path).devices[\(device.name)]") }
        if !bus.cableOrder.isEmpty { self.add("\(path).cable_order", bus.cableOrder.joined(separator: ", ")) }
    }

    private mutating func add(_ transport: BusTransport, _ path: String) {
        switch transport {
        case .serial(let port, let baud, let parity, let stopBits):
            self.add("\(path).port", "\(port)")
            self.add("\(path).baud", "\(baud)")
            self.add("\(path).parity", parity == .none ? "N" : parity == .even ? "E" : "O")
            self.add("\(path).stop_bits", "\(stopBits)")
        case .tcp(let host, let port), .rtuOverTCP(let host, let port):
            self.add("\(path).host", host)
            self.add("\(path).tcp_port", "\(port)")
            self.add("\(path).framing", transport == .tcp(host: host, port: port) ? "tcp" : "rtu")
        }
    }

    private mutating func add(_ options: SerialOptions, isSerial: Bool, _ path: String) {
        guard isSerial else { return }
        switch options.rs485 {
        case .unchanged: break
        case .off: self.add("\(path).rs485", "off")
        case .on(let mode):
            self.add("\(path).rs485.rts", mode.rts.rawValue)
            self.add("\(path).rs485.delay_before_ms", "\(mode.delayBeforeMilliseconds)")
            self.add("\(path).rs485.delay_after_ms", "\(mode.delayAfterMilliseconds)")
        }
        self.add("\(path).latency_timer", options.shortensLatency ? "shortest" : "unchanged")
    }

    private mutating func add(_ device: BoxConfiguration.Device, _ path: String) {
        self.add(path, "")
        self.add("\(path).unit", "\(device.unit)")
        self.add("\(path).profile", device.profile)
        self.add("\(path).meter", device.meter)
        self.add("\(path).serial", device.serial)
        self.add("\(path).k_no", device.consumerNumber)
        self.add("\(path).clock_offset", device.clockOffsetMinutes.map { "\($0) minutes" })
        self.add("\(path).fields", device.fields?.joined(separator: ", "))
        if let relay = device.relay { self.add(relay, "\(path).relay") }
        guard let pulses = device.pulses else {
            self.add("\(path).rating_kw", Self.thousandths(device.maximumUnitsPerHour))
            return
        }
        let worth = pulses.quantity == .volume ? "litres" : "metres"
        self.add("\(path).pulses.input", "\(pulses.input)")
        self.add(
            "\(path).pulses.\(worth)", Self.thousandths(pulses.weight.numerator * 1000 / pulses.weight.denominator))
        self.add("\(path).pulses.most_per_hour", "\(device.maximumUnitsPerHour) \(worth)")
    }

    private mutating func add(_ relay: BoxConfiguration.Relay, _ path: String) {
        self.add("\(path).device", relay.device)
        self.add("\(path).channel", "\(relay.channel)")
        self.add("\(path).paired_at", relay.pairedAt.map { "\($0)" })
        self.add("\(path).latching", relay.isLatching.map { "\($0)" })
        self.add("\(path).power_up", relay.closesAtPowerUp.map { $0 ? "closed" : "open" })
        self.add("\(path).side", relay.isOnLoadSide.map { $0 ? "load" : "supply" })
        self.add("\(path).breaking_amperes", relay.breakingMilliamperes.map(Self.thousandths))
        self.add("\(path).actuator_amperes", relay.actuatorMilliamperes.map(Self.thousandths))
    }

    /// `60` and `0.5` of thousandths.
    private static func thousandths(_ value: Int64) -> String {
        guard value % 1000 != 0 else { return "\(value / 1000)" }
        let digits = String(1000 + value % 1000).dropFirst()
        let end = digits.lastIndex { $0 != "0" } ?? digits.startIndex
        return "\(value / 1000).\(digits[...end])"
    }
}
