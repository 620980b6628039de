internal import Contract
internal import Identity
internal import Ledger

/// What all nodes together may call final: S3 to S9, equal states, and money that nobody made or lost.
struct ChainChecker {
    private struct Link {
        let hash: Digest
        let stateRoot: Digest
        let epoch: UInt64
        let view: UInt64
    }

    private struct ViewFacts {
        var notarized: Digest?
        var finalized: Digest?
        var isNullified = false
    }

    private let judge: CertificateJudge
    private var links: [Link] = []
    private var views: [ViewKey: ViewFacts] = [:]
    /// By epoch.
    private var sets: [UInt64: ValidatorSet]
    private let start: Link

    init(genesis: Genesis, validators: ValidatorSet) {
        self.judge = CertificateJudge(genesis: genesis.hash)
        self.sets = [validators.epoch: validators]
        self.start = Link(hash: genesis.hash, stateRoot: .zero, epoch: validators.epoch, view: 0)
    }

    /// The highest block that any node called final.
    var height: UInt64 { UInt64(self.links.count) }

    /// A certificate that an honest node holds or passes on.
    mutating func saw(_ certificate: Certificate) throws(Violation) {
        let statement = certificate.statement
        guard let validators = self.sets[statement.epoch] else {
            throw Violation(check: "S8", text: "a certificate of epoch \(statement.epoch), which did not begin")
        }
        let key = ViewKey(statement)
        var facts = self.views[key] ?? ViewFacts()
        let isNew: Bool =
            switch statement.kind {
            case .notarize: facts.notarized != statement.blockHash
            case .finalize: facts.finalized != statement.blockHash
            case .nullify: !facts.isNullified
            }
        guard isNew else { return }
        try self.judge.judge(certificate, in: validators)
        try Self.enter(statement, into: &facts)
        self.views[key] = facts
    }

    private static func enter(_ statement: VoteStatement, into facts: inout ViewFacts) throws(Violation) {
        let place = "epoch \(statement.epoch), view \(statement.view)"
        switch statement.kind {
        case .notarize:
            if facts.notarized != nil { throw Violation(check: "S3", text: "two notarized blocks in \(place)") }
            facts.notarized = statement.blockHash
        case .finalize:
            if facts.finalized != nil { throw Violation(check: "S7", text: "two final blocks in \(place)") }
            facts.finalized = statement.blockHash
        case .nullify: facts.isNullified = true
        }
        if let final = facts.finalized, let notarized = facts.notarized, final != notarized {
            throw Violation(check: "S4", text: "the final block of \(place) is not the notarized one")
        }
        if facts.finalized != nil, facts.isNullified {
            throw Violation(check: "S5", text: "\(place) is both final and nullified")
        }
    }

    /// A node called blocks final, and `state` is its state after the last of them.
    mutating func committed(_ range: FinalizedRange, _ state: ContractState, by name: String) throws(Violation) {
        guard let last = range.blocks.last?.header, state.height == last.height, state.root == last.stateRoot,
            state.tipHash == last.hash
        else { throw Violation(check: "S7", text: "\(name): the state is not that of the last final block") }
        try self.saw(range.certificate)
        try Self.checkLinks(range, name)
        for block in range.blocks { try self.committed(block.header, by: name) }
        guard last.height == self.height else { return }
        try MoneyChecker.check(state)
        if self.sets[state.validators.epoch] == nil { self.sets[state.validators.epoch] = state.validators }
    }

    private mutating func committed(_ header: BlockHeader, by name: String) throws(Violation) {
        let link = Link(
            hash: header.hash, stateRoot: header.stateRoot, epoch: header.epoch, view: header.view)
        guard header.height <= self.height + 1, header.height > 0 else {
            throw Violation(check: "S7", text: "\(name) passed over a height before \(header.height)")
        }
        if header.height <= self.height {
            return try Self.compare(link, self.links[Int(header.height) - 1], header.height, name)
        }
        try self.checkPlace(header, name)
        self.links.append(link)
    }

    /// Each block stands on the one before it, up to the one that the certificate is for.
    private static func checkLinks(_ range: FinalizedRange, _ name: String) throws(Violation) {
        let headers = range.blocks.map(\.header) + range.tail
        for (parent, header) in zip(headers, headers.dropFirst()) where header.parent != parent.hash {
            throw Violation(check: "S4", text: "\(name): what follows block \(parent.height) does not stand on it")
        }
        let statement = range.certificate.statement
        guard statement.kind == .finalize, statement.blockHash == headers.last?.hash else {
            throw Violation(check: "S4", text: "\(name): the certificate of block \(range.lastHeight) is for another")
        }
    }

    private static func compare(_ one: Link, _ other: Link, _ height: UInt64, _ name: String) throws(Violation) {
        guard one.hash == other.hash else {
            throw Violation(
                check: "S7",
                text: "at height \(height) \(name) has \(one.hash.hex.prefix(8)), others \(other.hash.hex.prefix(8))")
        }
        guard one.stateRoot == other.stateRoot else {
            throw Violation(check: "S7", text: "\(name) has another state at height \(height)")
        }
    }

    /// S6: it stands on the block before, and every view between is nullified.
    private func checkPlace(_ header: BlockHeader, _ name: String) throws(Violation) {
        let parent = self.links.last ?? self.start
        guard header.parent == parent.hash else {
            throw Violation(check: "S6", text: "\(name): block \(header.height) does not stand on the one before")
        }
        let parentView = parent.epoch == header.epoch ? parent.view : 0
        guard header.view > parentView else {
            throw Violation(check: "S6", text: "\(name): block \(header.height) is of an earlier view than its parent")
        }
        for view in parentView + 1..<header.view where self.views[ViewKey(header.epoch, view)]?.isNullified != true {
            throw Violation(
                check: "S6", text: "block \(header.height) passes over view \(view), which nobody holds as nullified")
        }
    }

    /// S9: a node that is back still has every block that it called final, and none that differs.
    ///
    /// What it stored and had not called final yet when the power went is final all the same.
    mutating func recovered(
        _ ranges: [FinalizedRange], _ state: ContractState, acknowledged: UInt64, name: String
    ) throws(Violation) {
        guard state.height >= acknowledged else {
            throw Violation(
                check: "S9", text: "\(name) called block \(acknowledged) final and came back with \(state.height)")
        }
        for block in ranges.flatMap(\.blocks) where block.header.height <= self.height {
            guard self.links[Int(block.header.height) - 1].hash != block.hash else { continue }
            throw Violation(check: "S9", text: "\(name) came back with another block \(block.header.height)")
        }
        guard let last = ranges.last, state.height > self.height else { return }
        for range in ranges where range.lastHeight > self.height {
            try self.saw(range.certificate)
            try Self.checkLinks(range, name)
            for block in range.blocks { try self.committed(block.header, by: name) }
        }
        try self.committed(last, state, by: name)
    }
}
