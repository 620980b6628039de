import Contract
import Identity
import Ledger
import PeerNetwork
import Platform
import Storage

extension ReportMaker {
    func network() async -> NetworkReport {
        let health = await self.links.all()
        let heights = await self.node.peerHeights
        let height = await self.node.state.height
        let configured = self.node.settings.peers
        var peers: [PeerLinkReport] = []
        for peer in configured {
            peers.append(await self.link(peer.key, peer.name, "outward", health[peer.key], heights[peer.key], height))
        }
        let inward = health.keys.filter { key in !configured.contains { $0.key == key } }.sorted()
        for key in inward {
            let name = await self.links.label(of: key) ?? key.z85
            peers.append(await self.link(key, name, "inward", health[key], nil, height))
        }
        return NetworkReport(
            height: height, peers: peers,
            counters: NetworkCounters(self.links.statistics, snapshotLies: await self.node.snapshots.lies))
    }

    private func link(
        _ key: CurvePublicKey, _ name: String, _ direction: String, _ health: PeerLinks.Health?, _ announced: UInt64?,
        _ height: UInt64
    ) async -> PeerLinkReport {
        let now = MonotonicClock.nanoseconds
        return PeerLinkReport(
            name: name, label: await self.links.label(of: key), direction: direction,
            publishIsUp: health?.up.contains(.publish) ?? false, catchUpIsUp: health?.up.contains(.catchUp) ?? false,
            height: announced, blocksBehind: announced.map { height > $0 ? height - $0 : 0 },
            admittedSecondsAgo: health?.admittedAt.map { (now - $0) / 1_000_000_000 },
            lastProblem: health?.lastProblem)
    }

    /// Who voted and who is behind, by the certificates of the newest blocks.
    func validators(blocks count: UInt64) async throws -> ValidatorsReport {
        let state = await self.node.snapshot()
        let number = max(1, min(count, 1000))
        let first = state.height >= number ? state.height - number + 1 : 1
        let blocks = try await self.store.blocks(from: first, count: Int(number), maximumBytes: 64 << 20)
        // A run of blocks shares one certificate.
        var seen: Set<Digest> = []
        let certified = blocks.filter { seen.insert($0.certificate.statement.blockHash).inserted }
        let heights = await self.node.peerHeights
        let me = await self.node.principal
        let members = state.validators.members.map { member in
            let signed = certified.filter { $0.certificate.signatures.contains { $0.signer == member.id } }
            let proposed = blocks.filter { $0.block.header.proposer == member.id }
            let announced = (try? member.key.curvePublicKey()).flatMap { heights[$0] }
            return ValidatorReport(
                number: member.id.number, label: state.principals[Int(member.id.number)].label, key: member.key.hex,
                isThisBox: member.id == me, signed: signed.count, certificates: certified.count,
                lastSigned: signed.last?.block.header.height, proposed: proposed.count,
                lastProposed: proposed.last?.block.header.height,
                blocksBehind: member.id == me ? 0 : announced.map { state.height > $0 ? state.height - $0 : 0 })
        }
        return ValidatorsReport(
            epoch: state.validators.epoch, quorum: state.validators.quorum, height: state.height,
            blocks: blocks.count, validators: members, evidence: Self.evidence(state))
    }

    private static func evidence(_ state: ContractState) -> [EvidenceReport] {
        state.evidence.enumerated().map { number, record in
            EvidenceReport(
                number: UInt32(number), offender: record.offender.number,
                label: state.principals[Int(record.offender.number)].label, kind: record.evidenceKind.words,
                epoch: record.epoch, view: record.view, recordedAt: "\(record.recordedAt)")
        }
    }
}

extension NetworkCounters {
    fileprivate init(_ statistics: PeerNetworkStatistics, snapshotLies: Int) {
        self.init(
            published: statistics.published, received: statistics.received, requestsSent: statistics.requestsSent,
            requestsServed: statistics.repliesSent, requestsRefused: statistics.requestsRefused,
            connectionsAccepted: statistics.connectionsAccepted,
            handshakesAdmitted: statistics.handshakesAdmitted, handshakesRefused: statistics.handshakesRefused,
            handshakesFailed: statistics.handshakesFailed, multipartDropped: statistics.multipartDropped,
            malformedDropped: statistics.malformedDropped, strangersDropped: statistics.strangersDropped,
            connectionsShut: statistics.connectionsShut, snapshotPartsRefused: snapshotLies,
            dropped: statistics.publishDropped + statistics.repliesDropped + statistics.publishedStreamDropped
                + statistics.eventsDropped)
    }
}
