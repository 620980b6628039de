public import FieldBus

/// `gridtally ports`: the serial ports of the machine, what is known of each and what to do.
public struct PortsReport: Codable, Sendable, Equatable {
    public struct USB: Codable, Sendable, Equatable {
        /// Four hexadecimal digits.
        public let vendor: String
        public let product: String
        public let serial: String?
        public let manufacturer: String?
        public let productName: String?
        public let path: String
        public let interface: Int?
    }

    public struct Port: Codable, Sendable, Equatable {
        /// For a port that is configured and not there, what the configuration names.
        public let path: String
        public let present: Bool
        public let buses: [String]
        public let links: [String]
        public let usb: USB?
        public let driver: String?
        public let latencyTimerMs: Int?
        public let kernelRs485: Bool?
        public let holders: [HoldingProcess]
        public let readable: Bool
        public let writable: Bool
        public let group: String?
        /// A bus is configured on it and cannot use it.
        public let unusable: Bool
        public let advice: [String]
    }

    public let ports: [Port]
    /// False where other users' processes could not be looked into.
    public let seesAllHolders: Bool

    /// 1 where a configured port is missing, held by another program, or not for this user.
    public var exitCode: Int32 { self.ports.contains(where: \.unusable) ? ExitStatus.found : 0 }
}

extension PortsReport {
    /// - Parameter user: the name of this user.
    public init(_ inventory: PortInventory, user: String) {
        let known = inventory.ports.map { facts in
            Port(facts, inventory.configured.filter { $0.path == facts.path }, user)
        }
        let absent = inventory.configured.filter { configured in
            !inventory.ports.contains { $0.path == configured.path }
        }
        self.ports = known + absent.map(Port.init(absent:))
        self.seesAllHolders = inventory.seesAllHolders
    }
}

extension PortsReport.Port {
    /// The product's own service holds a port by right.
    private static let ownProgram = "gridtally"

    fileprivate init(_ facts: PortFacts, _ configured: [ConfiguredPort], _ user: String) {
        self.path = facts.path
        self.present = true
        self.buses = configured.map(\.bus)
        self.links = facts.links
        self.usb = facts.usb.map(PortsReport.USB.init)
        self.driver = facts.driver
        self.latencyTimerMs = facts.latencyTimerMilliseconds
        self.kernelRs485 = facts.hasKernelRS485
        self.holders = facts.holders
        self.readable = facts.isReadable
        self.writable = facts.isWritable
        self.group = facts.group
        let isForbidden = !facts.isReadable || !facts.isWritable
        let strangers = facts.holders.filter { $0.program != Self.ownProgram }
        self.unusable = !configured.isEmpty && (isForbidden || !strangers.isEmpty)
        var advice = strangers.map { PortAdvice.stop($0, facts.path) }
        if isForbidden { advice.append(PortAdvice.permit(user, facts.group, facts.path)) }
        if let milliseconds = facts.latencyTimerMilliseconds, milliseconds > 1 {
            advice.append(PortAdvice.shorten(milliseconds))
        }
        for configured in configured {
            guard case .path(facts.path) = configured.port else { continue }
            advice += PortAdvice.nameStably(facts, bus: configured.bus).map { [$0] } ?? []
        }
        self.advice = advice
    }

    fileprivate init(absent configured: ConfiguredPort) {
        self.path = configured.port.description
        self.present = false
        self.buses = [configured.bus]
        self.links = []
        self.usb = nil
        self.driver = nil
        self.latencyTimerMs = nil
        self.kernelRs485 = nil
        self.holders = []
        self.readable = false
        self.writable = false
        self.group = nil
        self.unusable = true
        self.advice = [
            configured.failure?.description
                ?? "bus \(configured.bus): \(configured.port) is no serial port; check the path"
        ]
    }
}

extension PortsReport.USB {
    fileprivate init(_ port: USBPort) {
        self.vendor = USBPortIdentity.hexadecimal(port.vendor)
        self.product = USBPortIdentity.hexadecimal(port.product)
        self.serial = port.serial
        self.manufacturer = port.manufacturer
        self.productName = port.productName
        self.path = port.path
        self.interface = port.interface
    }
}
