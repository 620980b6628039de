/// What a principal may do on the chain.
public struct Roles: OptionSet, Hashable, Sendable {
    public let rawValue: UInt32
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Votes on blocks.
    public static let validator = Roles(rawValue: 1 << 0)
    /// Signs the readings of the meters on its own roster.
    public static let box = Roles(rawValue: 1 << 1)
    /// The utility: registers nodes, meters, accounts and tariffs.
    public static let registrar = Roles(rawValue: 1 << 2)
    /// A bank, counter or payment gateway: records payments.
    public static let collector = Roles(rawValue: 1 << 3)
    /// Protects consumers, approves tariffs and policy.
    public static let regulator = Roles(rawValue: 1 << 4)
    /// Records work on site.
    public static let crew = Roles(rawValue: 1 << 5)
    /// Pays from its own credit, disputes a bill.
    public static let consumer = Roles(rawValue: 1 << 6)
    /// Opens sealed findings.
    public static let vigilance = Roles(rawValue: 1 << 7)

    /// Watches over the utility where no regulator runs a node.
    public static let auditor = Roles(rawValue: 1 << 8)

    /// The roles by name, in the order of their bits.
    public static let names: [(name: String, role: Roles)] = [
        ("validator", .validator), ("box", .box), ("registrar", .registrar), ("collector", .collector),
        ("regulator", .regulator), ("crew", .crew), ("consumer", .consumer), ("vigilance", .vigilance),
        ("auditor", .auditor),
    ]

    /// Every role that exists.
    static let all = names.reduce(into: Roles()) { $0.insert($1.role) }

    public var roleNames: [String] { Self.names.filter { self.contains($0.role) }.map(\.name) }
}
