import Glibc
public import ModbusProtocol

/// One bus with its devices.
public struct BusConfiguration: Sendable {
    public let name: String
    public let transport: BusTransport
    public let devices: [BusDevice]
    /// Time-outs, quarantine, back-off.
    public let settings: LineSettings
    /// 3.5 characters of silence above 19 200 baud as well, instead of the standard's 1.75 ms.
    public let strictCharacters: Bool
    /// Opens pseudo-terminals and loopback addresses only, for a clock that is not the real one.
    public let simulatedOnly: Bool
    /// Means nothing in a TCP connection.
    public let serialOptions: SerialOptions
    /// What reading devices teaches, beyond the life of a process; nil learns anew each time.
    public var learnedMaps: (any LearnedMapStore)?

    public init(
        name: String, transport: BusTransport, devices: [BusDevice], settings: LineSettings = LineSettings(),
        strictCharacters: Bool = false, simulatedOnly: Bool = false, serialOptions: SerialOptions = SerialOptions()
    ) {
        self.name = name
        self.transport = transport
        self.devices = devices
        self.settings = settings
        self.strictCharacters = strictCharacters
        self.simulatedOnly = simulatedOnly
        self.serialOptions = serialOptions
    }

    /// Refuses what could not work: unknown speeds, broadcast units, two devices of one name, and two of one unit that
    /// are not parts of one module.
    public func check() throws(BusError) {
        if case .serial(_, let baud, _, let stopBits) = self.transport {
            guard BusTransport.knownBauds.contains(baud) else { throw .unknownBaud(self.place, baud: baud) }
            guard (1...2).contains(stopBits) else { throw .badStopBits(self.place, stopBits: stopBits) }
        }
        if let socket = self.transport.socket {
            if self.simulatedOnly, !BusTransport.loopbackHosts.contains(socket.host) { throw .realPort(self.place) }
            guard (1...65535).contains(socket.port) else { throw .badTCPPort(self.place, port: socket.port) }
        }
        var names: Set<String> = []
        var units: [UInt8: [BusDevice]] = [:]
        for device in self.devices {
            guard device.unit != 0 else { throw .broadcastUnit(self.place(of: device)) }
            guard names.insert(device.name).inserted,
                units[device.unit, default: []].allSatisfy({ device.isPart(ofModuleWith: $0) })
            else { throw .duplicateDevice(self.place(of: device)) }
            units[device.unit, default: []].append(device)
        }
    }

    /// Refuses two buses of one name, on one TCP endpoint or on one serial port: each needs an owner of its own.
    ///
    /// - Parameter folders: where USB adapters are looked up.
    public static func check(
        _ configurations: [BusConfiguration], folders: SystemFolders = SystemFolders()
    ) throws(BusError) {
        var names: [String: BusConfiguration] = [:]
        var endpoints: [String: BusConfiguration] = [:]
        for configuration in configurations {
            try configuration.check()
            if names.updateValue(configuration, forKey: configuration.name) != nil {
                throw .duplicateBus(configuration.place)
            }
            if let other = endpoints.updateValue(configuration, forKey: configuration.endpoint(folders)) {
                throw .sharedEndpoint(configuration.place, other: other.name)
            }
        }
    }

    /// True where a bus would be read in the same way with the other.
    public func isSame(as other: BusConfiguration) -> Bool {
        self.name == other.name && self.transport == other.transport && self.devices == other.devices
            && self.settings == other.settings && self.strictCharacters == other.strictCharacters
            && self.simulatedOnly == other.simulatedOnly && self.serialOptions == other.serialOptions
    }

    /// One text for all spellings of a port.
    private func endpoint(_ folders: SystemFolders) -> String {
        // What is not there yet can only be told by its name.
        self.transport.deviceFile(folders: folders) ?? self.transport.endpoint
    }

    func index(of device: String) throws(BusError) -> Int {
        guard let index = self.devices.firstIndex(where: { $0.name == device }) else {
            var place = self.place
            place.device = device
            throw .noSuchDevice(place, known: self.devices.map(\.name))
        }
        return index
    }

    var place: BusPlace { BusPlace(bus: self.name, port: self.transport.name) }

    func place(of device: BusDevice, _ request: ModbusRequest? = nil) -> BusPlace {
        BusPlace(
            bus: self.name, port: self.transport.name, device: device.name, unit: device.unit, request: request)
    }
}
