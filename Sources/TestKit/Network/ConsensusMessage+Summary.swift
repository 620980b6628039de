internal import Consensus
internal import Identity
internal import Ledger

extension ConsensusMessage {
    /// For people who read the story of a run.
    var summary: String {
        switch self {
        case .vote(let vote): "\(vote.statement.summary) by \(vote.signer)"
        case .certificate(let certificate): "certificate \(certificate.statement.summary)"
        case .proposal(let proposal, let justification):
            "proposal \(proposal.block.header.epoch)/\(proposal.view) of block \(proposal.block.header.height) "
                + "\(proposal.hash.hex.prefix(8)) on view \(proposal.parentView), \(justification.count) certificates"
        case .status(let status):
            "status of \(status.signer) in \(status.epoch)/\(status.currentView)"
                + (status.question > 0 ? ", asks" : "") + (status.answer > 0 ? ", answers" : "")
        case .certificateRequest: "request for certificates"
        case .proposalRequest: "request for a proposal"
        }
    }

    var certificates: [Certificate] {
        switch self {
        case .vote, .status, .certificateRequest, .proposalRequest: []
        case .certificate(let certificate): [certificate]
        case .proposal(_, let justification): justification
        }
    }
}

extension VoteStatement {
    var summary: String { "\(self.kind) \(self.epoch)/\(self.view) \(self.blockHash.hex.prefix(8))" }
}
