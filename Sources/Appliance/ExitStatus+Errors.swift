import Consensus
import Contract
import DeviceProfiles
import FieldBus
import Identity
import PeerNetwork
import Simulation
import Storage
import StrictYAML

extension ExitStatus {
    /// The exit code for an error of the product; nil for errors of other kinds.
    public static func code(for error: any Error) -> Int32? {
        switch error {
        case is YAMLError, is FileError, is PlanProblem, is ProfileError, is SimulationError,
            is IdentityError:
            self.usage
        case let error as ControlError:
            switch error {
            case .notReachable: self.notReachable
            case .refused: self.refused
            case .unreadable: self.notReachable
            }
        case is BusError, is PeerNetworkError: self.notReachable
        case let error as StorageError: if case .damaged = error { self.damaged } else { self.found }
        case is ContractError, is ConsensusError: self.damaged
        case is NodeFailure, is StepFailure: self.found
        default: nil
        }
    }
}
