import Consensus
import Contract
import Foundation
import Identity
import Ledger
import Logging
import Platform
import Storage

/// Takes up the vote register and makes the consensus of it, where this box's key is a validator's.
struct VotingOffice: Sendable {
    let configuration: BoxConfiguration
    let genesis: Digest
    let key: SigningKey
    let store: ChainStore
    let log: Logger

    /// Nil where the box's key is not a validator's of the state's epoch, or where its register must not be trusted.
    ///
    /// - Parameter register: the one that this process holds already.
    /// - Throws: only where another process holds the register.
    func open(
        for state: ContractState, register: VoteLog? = nil
    ) async throws -> (log: VoteLog, core: ConsensusCore)? {
        guard let me = state.validators.members.first(where: { $0.key == self.key.publicKey })?.id else { return nil }
        do {
            let held = try await self.held(register)
            return (held, try await self.core(of: me, state, held))
        } catch StorageError.locked(let file) {
            throw StorageError.locked(file: file)
        } catch {
            // Who cannot know what it has voted may contradict itself: it never votes with this key again.
            self.log.critical("this validator does not vote and goes on as a follower: \(error)")
            return nil
        }
    }

    private func held(_ register: VoteLog?) async throws -> VoteLog {
        if let register { return register }
        return try await VoteLog.open(directory: self.configuration.data.path, genesis: self.genesis)
    }

    private func core(of me: PrincipalID, _ state: ContractState, _ register: VoteLog) async throws -> ConsensusCore {
        let tip = await self.store.tip
        let proven = try await self.store.lastVote(signedBy: me)
        return try ConsensusCore(
            configuration: ConsensusConfiguration(
                validators: state.validators, me: me, key: self.key, genesis: self.genesis,
                timing: ConsensusTiming(
                    batchNanoseconds: self.configuration.batchSeconds * 1_000_000_000 / self.configuration.clock.scale,
                    heartbeatMilliseconds: self.configuration.heartbeatSeconds * 1000,
                    scale: self.configuration.clock.scale),
                nonce: UInt64.random(in: 1 ... .max), provenEpoch: proven?.epoch, provenView: proven?.view ?? 0,
                tipCertificate: try await self.store.block(at: tip.height)?.certificate),
            tip: tip, journal: await register.records)
    }
}
