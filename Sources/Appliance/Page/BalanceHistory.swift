import Contract
import Ledger
import Metering

/// The last days of every node's balance, for the page: each interval that the contract balanced while this service ran.
actor BalanceHistory {
    /// Two days of quarter hours, and the most nodes.
    private static let mostPoints = 192
    private static let mostNodes = 512

    private var points: [UInt32: [IntervalBalance]] = [:]

    func run(_ node: ChainNode) async {
        self.take(await node.snapshot())
        for await _ in await node.heights() { self.take(await node.snapshot()) }
    }

    func of(_ node: Int) -> [IntervalBalance] { self.points[UInt32(clamping: node)] ?? [] }

    private func take(_ state: ContractState) {
        for (number, node) in state.nodes.enumerated() where node.nodeKind != .servicePoint {
            guard let last = node.balance.last else { continue }
            let key = UInt32(clamping: number)
            guard self.points[key] != nil || self.points.count < Self.mostNodes else { continue }
            guard self.points[key]?.last?.end != last.end else { continue }
            self.points[key, default: []].append(last)
            if self.points[key, default: []].count > Self.mostPoints { self.points[key]?.removeFirst() }
        }
    }
}
