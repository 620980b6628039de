import Metering

/// What a story begins with: who there is, what hangs on which line, and how fast the clock runs.
struct DemonstrationScript: Sendable {
    /// Chain time of the beginning.
    let origin: UTCTime
    /// Chain seconds in a real second.
    let scale: Int64
    /// Principals that get a key.
    let keys: [String]
    let zone: String
    /// What the utility registers.
    let registry: String
    /// The simulated lines.
    let scene: String
    /// What is known of the grids that boxes watch for losses, by the node's label.
    var topologies: [(node: String, text: String)] = []
    /// Configurations of the processes, by name.
    let configurations: [(name: String, text: String)]
    /// Ports of pages on the loopback, by box.
    let pages: [String: UInt16]

    /// Where people look at a box.
    func address(of box: String) -> String? { self.pages[box].map { "http://127.0.0.1:\($0)/" } }
}

extension DemonstrationScript {
    /// A zone file; everything in it is illustrative.
    ///
    /// - Parameter members: who takes part besides utility and bank, with roles.
    static func zone(_ name: String, origin: UTCTime, members: [(label: String, roles: String)]) -> String {
        let principals = members.map { member in
            "  - {label: \(member.label), key_file: keys/\(member.label).key.pub, roles: [\(member.roles)]}"
        }
        return """
            # The zone of a demonstration: everything here is illustrative.
            zone: \(name)
            time_zone: Asia/Kolkata
            utc_offset: "+05:30"
            interval: 15m
            demonstration: true
            time: \(origin.adding(seconds: -60))
            principals:
              - {label: utility, key_file: keys/utility.key.pub, roles: [registrar, regulator]}
              - {label: bank, key_file: keys/bank.key.pub, roles: [collector]}
            \(principals.joined(separator: "\n"))
            policy:
              illustrative: true
              billing_period: 2h
              billing_grace: 30m
              due_after: 45m
              notice_period: 1h
              balance_grace: 20m
              switching_hours: 10:00-16:00
              switching_weekdays: [monday, tuesday, wednesday, thursday, friday]
              freshness: 30m
              maximum_orders_per_day: 50
              arrears_floor: 10
              collector_watermark: 0s

            """
    }
}
