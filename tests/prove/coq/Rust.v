(** The target: the shape of the emitted functions.

    Blocks and loops are expressions whose value is the result ([let v = 'b: { … break 'b v; … v };]), pure
    operators nest, whatever may trap stands in a statement, loops have parameters that [continue] sets. *)

Require Import List. Import ListNotations.
From IncludeWasm Require Import Host.
From IncludeWasm Require Wasm.

Section Rust.
Context {H : Host}.

Inductive expr :=
| EConst (v : val)
| ELocal (i : nat)
| ETemp (t : nat)
| EPure (o : pop) (es : list expr).

Inductive jump := Jump (continues : bool) (label : nat) (es : list expr).

(** How control leaves a region. *)
Inductive ending :=
| Fall (es : list expr)
| Goto (j : jump)
| Switch (e : expr) (js : list jump) (j : jump)
| Stop.

Inductive stmt :=
| Let (t : nat) (e : expr)
| Effect (ts : list nat) (o : eop) (es : list expr)
| SetLocal (i : nat) (e : expr)
| RCall (ts : list nat) (f : nat) (es : list expr)
| GotoIf (e : expr) (j : jump)
| RBlock (label : nat) (ts : list nat) (b : list stmt) (x : ending)
| RLoop (label : nat) (ps : list nat) (init : list expr) (ts : list nat) (b : list stmt) (x : ending)
| RIf (label : nat) (ts : list nat) (e : expr) (a : list stmt) (xa : ending) (b : list stmt) (xb : ending).

(** Outcomes: of a statement [RNext]; of a region [RFall], with its value; breaks and continues with theirs. *)
Inductive rout :=
| RNext (t l : nat -> val) (m : mem)
| RFall (vs : list val) (t l : nat -> val) (m : mem)
| RJump (continues : bool) (label : nat) (vs : list val) (t l : nat -> val) (m : mem)
| RTrap
| RSteps.

Fixpoint eval (t l : nat -> val) (e : expr) : val :=
  match e with
  | EConst v => v
  | ELocal i => l i
  | ETemp i => t i
  | EPure o es => pure o (map (eval t l) es)
  end.

Fixpoint bind (t : nat -> val) (ts : list nat) (vs : list val) : nat -> val :=
  match ts, vs with
  | i :: ts', v :: vs' => bind (update t i v) ts' vs'
  | _, _ => t
  end.

Definition do_jump (j : jump) t l m : rout :=
  let (continues, label, es) := j in RJump continues label (map (eval t l) es) t l m.

Definition do_end (x : ending) t l m : rout :=
  match x with
  | Fall es => RFall (map (eval t l) es) t l m
  | Goto j => do_jump j t l m
  | Switch e js j => do_jump (nth (index (eval t l e)) js j) t l m
  | Stop => RTrap
  end.

Definition rseq (go : stmt -> (nat -> val) -> (nat -> val) -> mem -> rout) :=
  fix gos (b : list stmt) t l m : rout :=
    match b with
    | [] => RNext t l m
    | i :: b' => match go i t l m with RNext t' l' m' => gos b' t' l' m' | o => o end
    end.

Definition region go (b : list stmt) (x : ending) t l m : rout :=
  match rseq go b t l m with RNext t' l' m' => do_end x t' l' m' | o => o end.

(** The value of a block becomes the value of its temporaries. *)
Definition rend (label : nat) (ts : list nat) (o : rout) : rout :=
  match o with
  | RFall vs t l m => RNext (bind t ts vs) l m
  | RJump false k vs t l m => if Nat.eqb k label then RNext (bind t ts vs) l m else o
  | o => o
  end.

Record rfunc := RFunc { rbody : list stmt; rfinal : ending; rdeclared : list val }.
Variable funcs : nat -> option rfunc.

(** [return] leaves the block with label 0. *)
Definition rreturn (o : rout) : Wasm.answer :=
  match o with
  | RFall vs _ _ m | RJump false _ vs _ _ m => Wasm.Returns vs m
  | RSteps => Wasm.Steps
  | _ => Wasm.Traps
  end.

Definition rlocals (f : rfunc) (args : list val) : nat -> val :=
  fun i => nth i (args ++ rdeclared f) no_value.

Definition start : nat -> val := fun _ => no_value.

Fixpoint exec (n : nat) : stmt -> (nat -> val) -> (nat -> val) -> mem -> rout :=
  fix go (i : stmt) t l m : rout :=
    match i with
    | Let x e => RNext (update t x (eval t l e)) l m
    | Effect ts o es =>
        match effect o (map (eval t l) es) m with
        | Some (vs, m') => RNext (bind t ts vs) l m'
        | None => RTrap
        end
    | SetLocal i e => RNext t (update l i (eval t l e)) m
    | RCall ts f es =>
        match funcs f, n with
        | None, _ => RTrap
        | _, 0 => RSteps
        | Some fn, S n' =>
            match rreturn (region (exec n') (rbody fn) (rfinal fn) start (rlocals fn (map (eval t l) es)) m) with
            | Wasm.Returns vs m' => RNext (bind t ts vs) l m'
            | Wasm.Traps => RTrap
            | Wasm.Steps => RSteps
            end
        end
    | GotoIf e j => if nonzero (eval t l e) then do_jump j t l m else RNext t l m
    | RBlock label ts b x => rend label ts (region go b x t l m)
    | RIf label ts e a xa b xb =>
        rend label ts (if nonzero (eval t l e) then region go a xa t l m else region go b xb t l m)
    | RLoop label ps init ts b x =>
        match region go b x (bind t ps (map (eval t l) init)) l m with
        | RFall vs t' l' m' => RNext (bind t' ts vs) l' m'
        | RJump true k vs t' l' m' =>
            if Nat.eqb k label
            then match n with 0 => RSteps | S n' => exec n' (RLoop label ps (map EConst vs) ts b x) t' l' m' end
            else RJump true k vs t' l' m'
        | o => o
        end
    end.

Definition rcall (n f : nat) (args : list val) (m : mem) : Wasm.answer :=
  match funcs f with
  | Some fn => rreturn (region (exec n) (rbody fn) (rfinal fn) start (rlocals fn args) m)
  | None => Wasm.Traps
  end.

End Rust.
