import Consensus
import Contract
import DeviceProfiles
import FeederSimulation
import FieldBus
import Identity
import LineDiagnostics
import PeerNetwork
import Proofs
import Simulation
import Storage
import StrictYAML
import Tariffs

extension ExitStatus {
    /// The exit code for an error of the product; nil for errors of other kinds.
    public static func code(for error: any Error) -> Int32? {
        switch error {
        case is YAMLError, is FileError, is PlanProblem, is ProfileError, is SimulationError,
            is IdentityError, is MeterNameError, is LineChoiceError, is MissingProgram, is TariffArgumentError,
            is TariffError, is FeederSimulationError:
            self.usage
        case let problem as SetupProblem: problem.isRefusal ? self.refused : self.usage
        case let error as ControlError:
            switch error {
            case .notReachable: self.notReachable
            // 400: the request itself makes no sense. 503: what the service would have to reach is not there.
            case .refused(let status, _):
                status == 400 ? self.usage : status == 503 ? self.notReachable : self.refused
            case .unreadable: self.notReachable
            }
        case let refusal as FieldRefusal: refusal.isUsage ? self.usage : self.refused
        case is WriteDenial: self.refused
        case is DamagedTags: self.damaged
        case let error as BackupError: self.code(of: error)
        case is WriteImpossible: self.notReachable
        case let error as BusError: self.code(of: error)
        case is PeerNetworkError: self.notReachable
        case let error as StorageError: self.code(of: error)
        case let error as ProofRequestError: error.isUsage ? self.usage : self.found
        case is ProofError: self.damaged
        case is ContractError, is ConsensusError: self.damaged
        case is NodeFailure, is StepFailure: self.found
        default: nil
        }
    }

    private static func code(of error: BackupError) -> Int32 {
        switch error {
        case .damaged, .foreignZone, .newerFormat, .unfinished: self.damaged
        case .dataExists, .serviceRuns: self.refused
        }
    }

    private static func code(of error: BusError) -> Int32 {
        switch error {
        case .unknownBaud, .badStopBits, .badTCPPort, .broadcastUnit, .duplicateDevice, .duplicateBus, .sharedEndpoint,
            .realPort:
            self.usage
        case .secondMaster: self.refused
        default: self.notReachable
        }
    }

    private static func code(of error: StorageError) -> Int32 {
        switch error {
        case .damaged: self.damaged
        case .wrongGenesis, .notFound: self.usage
        default: self.found
        }
    }
}
