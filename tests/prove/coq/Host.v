(** What both languages share: values, pure operators, and effects on the state.

    The translation never looks inside of these: an operator of Wasm becomes the runtime function of the same
    name. That such a function computes what the specification says is proved elsewhere (../prover). *)

Require Import List.

Class Host := {
  val : Type;
  (** Memories, tables, globals. *)
  mem : Type;
  (** Total operators: [i32.add] and so on. *)
  pop : Type;
  pure : pop -> list val -> val;
  (** Operators that may trap or touch the state: loads, stores, divisions, [memory.grow], imports. *)
  eop : Type;
  eres : eop -> nat;
  effect : eop -> list val -> mem -> option (list val * mem);
  effect_length : forall o args m vs m', effect o args m = Some (vs, m') -> length vs = eres o;
  (** Whether a condition holds, and which arm a [br_table] takes. *)
  nonzero : val -> bool;
  index : val -> nat;
  (** Of a local that does not exist. *)
  no_value : val
}.

Definition update {A} (f : nat -> A) (i : nat) (a : A) : nat -> A :=
  fun j => if Nat.eqb j i then a else f j.
