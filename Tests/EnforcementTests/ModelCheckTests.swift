import Enforcement
import Testing

/// Every state that a relay and its box can come to, by breadth-first search, with a crash at every point.
@Suite(.serialized) struct ModelCheckTests {
    private struct Search {
        private(set) var states: [RelayModel]
        private var came: [(from: Int, step: RelayModel.Step)]
        private var known: Set<RelayModel>
        private(set) var transitions = 0
        private(set) var steps: Set<RelayModel.Step> = []

        init(_ start: RelayModel) {
            (self.states, self.came, self.known) = ([start], [(0, .wait)], [start])
        }

        /// - Returns: the first fault and the shortest way to it; nil where there is none.
        mutating func run(_ alphabet: Set<RelayModel.Step>, limit: Int) throws -> String? {
            var next = 0
            while next < self.states.count {
                let state = self.states[next]
                for step in state.steps(alphabet) {
                    let (states, faults) = try state.after(step)
                    self.transitions += 1
                    self.steps.insert(step)
                    if let fault = faults.first { return "\(fault)\n\(self.way(to: next) + [step])" }
                    for state in states where self.known.insert(state).inserted {
                        self.states.append(state)
                        self.came.append((next, step))
                    }
                }
                guard self.states.count <= limit else { return "over \(limit) states" }
                next += 1
            }
            return nil
        }

        private func way(to index: Int) -> [RelayModel.Step] {
            var (way, index): ([RelayModel.Step], Int) = ([], index)
            while index != 0 {
                way.append(self.came[index].step)
                index = self.came[index].from
            }
            return way.reversed()
        }
    }

    private static let always: Set<RelayModel.Step> = [.wait, .readBack, .tag, .untag]

    private func explore(
        _ name: String, _ relay: RelayDeclaration = ControllerBench.declaration, surprises: Int,
        _ alphabet: Set<RelayModel.Step>
    ) throws {
        var search = Search(try RelayModel(relay: relay, surprises: surprises))
        let fault = try search.run(Self.always.union(alphabet), limit: 150_000)
        print("\(name): \(search.states.count) states, \(search.transitions) transitions")
        #expect(fault == nil)
        // Nothing of the alphabet was out of reach.
        #expect(search.steps.isSuperset(of: alphabet))
    }

    @Test func ordersAndPayments() throws {
        try self.explore(
            "orders and payments", surprises: 1,
            [
                .order, .revoke, .permit, .confirm, .resume, .tagsUnreadable, .contactMoves, .leak, .foreignWrite,
                .clear,
            ])
    }

    @Test func relayWithAButton() throws {
        var relay = ControllerBench.declaration
        relay.hasButton = true
        try self.explore("a button", relay, surprises: 2, [.order, .permit, .contactMoves, .clear])
    }

    @Test func overrides() throws {
        try self.explore("overrides", surprises: 0, [.order, .revoke, .override, .resume, .confirm])
    }

    @Test func overridesAndVouchers() throws {
        try self.explore("overrides and vouchers", surprises: 0, [.order, .override, .voucher, .resume])
    }

    @Test func trials() throws {
        var relay = ControllerBench.declaration
        relay.pairedAt = nil
        try self.explore(
            "pairing trials", relay, surprises: 1,
            [
                .order, .trial(spoiled: nil), .trial(spoiled: .rightMeter), .trial(spoiled: .load), .trialSeen, .pair,
                .confirm, .contactMoves, .leak,
            ])
    }

    @Test func relayThatDoesNotLatch() throws {
        var relay = ControllerBench.declaration
        (relay.isLatching, relay.powerUpState) = (false, .open)
        try self.explore(
            "power failures", relay, surprises: 0,
            [.order, .permit, .confirm, .powerReturns, .restart(powerLost: true)])
    }
}
