import Glibc

/// All serial ports of the machine, and those that buses are configured on, as they are at one moment. No port is opened.
public struct PortInventory: Hashable, Sendable {
    /// By path.
    public var ports: [PortFacts]
    public var configured: [ConfiguredPort]
    /// False where processes of other users could not be looked into: such a port may be held by one of them.
    public var seesAllHolders: Bool

    public init(ports: [PortFacts], configured: [ConfiguredPort] = [], seesAllHolders: Bool = true) {
        self.ports = ports
        self.configured = configured
        self.seesAllHolders = seesAllHolders
    }

    /// - Parameter buses: the configured buses with a serial port; what is no port of the kernel's list is looked at too.
    public init(buses: [(name: String, port: SerialPortName)] = [], folders: SystemFolders = SystemFolders()) {
        let system = SystemPorts(folders: folders)
        self.configured = buses.map { Self.locate($0.name, $0.port, system) }
        let names = Dictionary(
            system.names.compactMap { name in
                let path = system.path(of: name)
                return SerialPorts.resolve(path).map { ($0, (path, name)) }
            }, uniquingKeysWith: { first, _ in first })
        let others = self.configured.compactMap(\.path).filter { names[$0] == nil }
        let nodes = Set(names.keys).union(others)
        let search = HolderSearch(nodes: nodes, folders)
        let links = Self.links(folders)
        self.ports = nodes.map { node in
            let (path, name) = names[node] ?? (node, SystemPorts.lastName(node))
            return Self.facts(path, node, name, system, links[node] ?? [], search.holders[node] ?? [])
        }.sorted { $0.path < $1.path }
        self.seesAllHolders = search.seesAll
        for index in self.configured.indices {
            guard let node = self.configured[index].path, let path = names[node]?.0 else { continue }
            self.configured[index].path = path
        }
    }

    private static func locate(_ bus: String, _ port: SerialPortName, _ system: SystemPorts) -> ConfiguredPort {
        let place = BusPlace(bus: bus, port: port.description)
        do throws(BusError) {
            let path = try system.path(of: port, place)
            do throws(SystemCode) {
                return ConfiguredPort(bus: bus, port: port, path: try SerialPorts.node(of: path))
            } catch {
                throw BusError(opening: place, code: error.code)
            }
        } catch {
            return ConfiguredPort(bus: bus, port: port, failure: error)
        }
    }

    private static func facts(
        _ path: String, _ node: String, _ name: String, _ system: SystemPorts, _ links: [String],
        _ holders: [HoldingProcess]
    ) -> PortFacts {
        var status = stat()
        let isThere = stat(node, &status) == 0
        return PortFacts(
            path: path, links: links, usb: system.usb(name), driver: system.driver(name),
            latencyTimerMilliseconds: LatencyTimer(name, system.folders).milliseconds,
            hasKernelRS485: system.hasKernelRS485(name), holders: holders, isReadable: access(node, R_OK) == 0,
            isWritable: access(node, W_OK) == 0, group: isThere ? Self.group(status.st_gid) : nil)
    }

    private static func group(_ number: gid_t) -> String {
        guard let entry = getgrgid(number) else { return "\(number)" }
        return String(cString: entry.pointee.gr_name)
    }

    /// The stable names of each device file.
    private static func links(_ folders: SystemFolders) -> [String: [String]] {
        var links: [String: [String]] = [:]
        for folder in ["serial/by-id", "serial/by-path"].map({ "\(folders.dev)/\($0)" }) {
            for name in SystemText.names(in: folder) {
                guard let node = SerialPorts.resolve("\(folder)/\(name)") else { continue }
                links[node, default: []].append("\(folder)/\(name)")
            }
        }
        return links
    }
}
