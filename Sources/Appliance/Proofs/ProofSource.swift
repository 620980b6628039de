import Contract
import Identity
import Ledger
import Metering
import Proofs
import Storage

/// A box's chain as proofs need it: the state at its last block, and its blocks.
struct ProofSource {
    private let store: ChainStore
    private let material: ProofMaterial

    private var state: ContractState { self.material.state }
    private var intervalSeconds: Int64 { Int64(self.state.genesis.intervalSeconds) }

    init(_ store: ChainStore, _ genesis: Genesis) async throws {
        let proven = try await store.provenState()
        self.store = store
        self.material = ProofMaterial(
            state: try ContractState(genesis: genesis, entries: proven.entries, tip: proven.block.block.header),
            tip: FinalHeader(proven.block),
            history: EpochHandover.history(
                proven.ends.map { (last: FinalHeader($0.block), next: $0.next) }, from: genesis))
    }

    /// The bundle, and a name for its file.
    func bundle(for request: ProofRequest, executes: Bool) async throws -> (ProofBundle, name: String) {
        let names = ProofNames(self.state)
        switch request {
        case .bill(let account, let period):
            let number = try names.bill(of: account, in: period)
            return (try self.assembled(self.material.bundle(of: .bill(number))), "bill-\(number)")
        case .reading(let meter, let time, let channel):
            let register = try names.register(of: meter, channel)
            let end = try names.intervalEnd(of: time)
            return (
                try await self.reading(register, end, executes: executes), "reading-\(register)-\(end.seconds)"
            )
        case .payment(let collector, let reference):
            let number = try names.payment(of: collector, reference)
            return (try await self.payment(number), "payment-\(number)")
        case .switching(let meter, let order):
            let (meter, order) = try names.order(of: meter, order)
            return (try await self.switching(meter, order), "switching-\(order)-\(meter.number)")
        }
    }

    private func assembled(_ bundle: ProofBundle?) throws -> ProofBundle {
        guard let bundle else { throw ProofRequestError.absent("the state lacks what the proof must show") }
        return bundle
    }

    private func reading(_ register: UInt32, _ end: UTCTime, executes: Bool) async throws -> ProofBundle {
        let meter = self.state.registers[Int(register)].meter
        let record = self.state.meters[Int(meter.number)]
        let position = Int(record.firstPosition + (register - record.firstRegister))
        let first = try await self.height(at: ContractState.earliestBlockTime(toReport: end))
        let places = try await self.store.places(from: first, atMost: executes ? 8 : 1) { _, transaction in
            guard transaction.transaction.sender == record.box,
                case .readings(let readings) = transaction.transaction.body,
                let index = readings.index(ofIntervalEnding: end, intervalSeconds: self.intervalSeconds)
            else { return false }
            return readings.intervals[index].holds(position)
        }
        guard !places.isEmpty else {
            throw ProofRequestError.absent(
                "no block here holds a reading of meter \(record.label) for the interval that ends \(end)")
        }
        guard executes else {
            return try self.assembled(
                self.material.bundle(of: .reading(register: register, end: end), try await self.located(places)))
        }
        return try await self.executed(register, position, end, places)
    }

    /// The reading with the state after its own block, which says whether it was booked; of several, the one that was.
    private func executed(
        _ register: UInt32, _ position: Int, _ end: UTCTime, _ places: [TransactionPlace]
    ) async throws -> ProofBundle {
        for place in places {
            guard let state = try await self.store.state(after: place.height),
                state.registers[Int(register)].boundary == self.lastEnd(in: place.transaction, of: position),
                let final = try await self.store.block(at: place.height)
            else { continue }
            let material = ProofMaterial(state: state, tip: FinalHeader(final), history: self.material.history)
            return try self.assembled(
                material.bundle(of: .reading(register: register, end: end), try await self.located([place])))
        }
        throw ProofRequestError.absent("the readings for the interval that ends \(end) were not booked")
    }

    /// The end of the last interval in which a transaction holds a value at a position.
    private func lastEnd(in transaction: SignedTransaction, of position: Int) -> UTCTime? {
        guard case .readings(let readings) = transaction.transaction.body else { return nil }
        return readings.lastInterval(with: position).map {
            readings.end(of: $0, intervalSeconds: self.intervalSeconds)
        }
    }

    private func payment(_ number: UInt32) async throws -> ProofBundle {
        let record = self.state.payments[Int(number)]
        let first = try await self.height(at: record.recordedAt)
        let places = try await self.store.places(from: first, atMost: 1) { header, transaction in
            record.isMade(by: transaction.transaction, at: header.time)
        }
        guard !places.isEmpty else {
            throw ProofRequestError.absent(
                "the block of \(record.recordedAt) with payment \(number) is not stored here")
        }
        return try self.assembled(self.material.bundle(of: .payment(number), try await self.located(places)))
    }

    private func switching(_ meter: MeterID, _ order: UInt32) async throws -> ProofBundle {
        let record = self.state.orders[Int(order)]
        let box = self.state.meters[Int(meter.number)].box
        // What the relay did by a later order is that order's.
        let later = self.state.orders.first { $0.issuedAt > record.issuedAt && $0.meters.contains(meter) }
        let places = try await self.store.places(
            from: try await self.height(at: record.issuedAt), atMost: ProofBundle.maximumEvents
        ) { header, transaction in
            guard transaction.transaction.sender == box, case .meterEvent(let event) = transaction.transaction.body,
                event.meter == meter, event.kind == .relayCommanded || event.kind == .relayReadBack
            else { return false }
            return (0...2).contains(event.value) && header.time >= record.issuedAt
                && ContractState.earliestBlockTime(toReport: event.time) <= header.time
                && later.map { header.time < $0.issuedAt } ?? true
        }
        return try self.assembled(
            self.material.bundle(of: .switching(meter: meter, order: order), try await self.located(places)))
    }

    /// The first block of a time; a box that began with a snapshot may not have it.
    private func height(at time: UTCTime) async throws -> UInt64 {
        let first = try await self.store.firstHeight()
        if first > 1, let header = try await self.store.block(at: first)?.block.header, time <= header.time {
            throw ProofRequestError.absent(
                "the blocks of \(time) are not stored here: this box began with a snapshot of block \(first) of "
                    + "\(header.time). Ask a box that keeps every block")
        }
        return try await self.store.firstHeight(atOrAfter: time) ?? (self.material.tip.header.height + 1)
    }

    private func located(_ places: [TransactionPlace]) async throws -> [ProofMaterial.Located] {
        var located: [ProofMaterial.Located] = []
        for place in places {
            guard let block = try await self.store.block(at: place.height) else {
                throw ProofRequestError.absent("block \(place.height) is not stored here")
            }
            located.append(
                ProofMaterial.Located(block: block, index: place.index, key: try await self.key(of: place.transaction)))
        }
        return located
    }

    /// The key that signed a transaction: the sender's of now, of the genesis, or one that the chain tells of.
    private func key(of transaction: SignedTransaction) async throws -> PublicKey {
        let sender = transaction.transaction.sender
        let genesis = self.state.genesisHash
        let record = self.state.principals[Int(sender.number)]
        var keys = [record.key] + record.revokedKeys
        if self.state.genesis.principals.indices.contains(Int(sender.number)) {
            keys.append(self.state.genesis.principals[Int(sender.number)].key)
        }
        if let key = keys.first(where: { transaction.isSigned(at: 0, by: $0, genesis: genesis) }) { return key }
        let change = try await self.store.places(from: 1, atMost: 1) { _, other in
            other.transaction.key(givenTo: sender, labelled: record.label).map {
                transaction.isSigned(at: 0, by: $0, genesis: genesis)
            } ?? false
        }
        if let key = change.first?.transaction.transaction.key(givenTo: sender, labelled: record.label) { return key }
        throw ProofRequestError.absent("the key with which principal \(sender) signed then is not on the chain here")
    }
}

extension Transaction {
    /// The key that the transaction gives a principal; nil where it gives it none.
    fileprivate func key(givenTo principal: PrincipalID, labelled label: String) -> PublicKey? {
        switch self.body {
        case .rotateKey(let rotation): self.sender == principal ? rotation.key : nil
        case .revokeKey(let revocation): revocation.principal == principal ? revocation.replacement?.key : nil
        case .registerPrincipal(let registered): registered.label == label ? registered.key : nil
        default: nil
        }
    }
}
